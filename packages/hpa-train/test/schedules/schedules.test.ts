import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Schedule, schedules } from '../../src/index.js';

/** The rates of the first steps. */
const ratesOf = (schedule: Schedule, steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => schedule(step, { epoch: 0, history: [] }));

const shape = fc
  .record({
    learningRate: fc.double({ min: 1e-6, max: 10, noNaN: true }),
    steps: fc.integer({ min: 2, max: 60 }),
    warmUpShare: fc.double({ min: 0, max: 0.99, noNaN: true }),
    minimumShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ learningRate, steps, warmUpShare, minimumShare }) => ({
    learningRate,
    steps,
    warmUp: Math.floor(warmUpShare * steps),
    minimum: learningRate * minimumShare,
  }));

test.each([
  ['cosine', schedules.cosine],
  ['linear', schedules.linear],
] as const)('%s rises over its warm-up, then falls to its minimum, and stays there', (_, schedule) => {
  fc.assert(
    fc.property(shape, (options) => {
      const { learningRate, steps, warmUp, minimum } = options;
      const rates = ratesOf(schedule(options), steps + 5);
      const [rise, fall] = [rates.slice(0, warmUp + 1), rates.slice(warmUp)];
      expect(rise).toEqual([...rise].sort((a, b) => a - b));
      expect(rise[0]).toBeGreaterThan(0);
      expect(rates[warmUp]).toBeCloseTo(learningRate, 12);
      // The last place of a double.
      for (const [index, rate] of fall.entries()) {
        expect(rate).toBeLessThanOrEqual((fall[index - 1] ?? learningRate) * (1 + 1e-15));
        expect(rate).toBeGreaterThanOrEqual(minimum * (1 - 1e-15));
      }
      expect(rates.slice(steps)).toEqual(Array.from({ length: 5 }, () => minimum));
    }),
    { seed: 1 },
  );
});

test('linear halves the rate in the middle, and cosine there too', () => {
  for (const schedule of [schedules.linear, schedules.cosine]) {
    expect(ratesOf(schedule({ learningRate: 0.5, steps: 8 }), 5)[4]).toBeCloseTo(0.25, 15);
    expect(ratesOf(schedule({ learningRate: 0.5, steps: 10, warmUp: 2, minimum: 0.1 }), 7)[6]).toBeCloseTo(
      0.3,
      15,
    );
  }
});

test('one cycle starts at maximum / divisor, ends at that / finalDivisor, and is highest at the end of its rise', () => {
  const options = { maximum: 0.8, steps: 10, warmUpShare: 0.5, divisor: 8, finalDivisor: 10 };
  for (const annealing of ['cosine', 'linear'] as const) {
    const rates = ratesOf(schedules.oneCycle({ ...options, annealing }), 12);
    expect(rates[0]).toBeCloseTo(0.1, 15);
    expect(rates[4]).toBeCloseTo(0.8, 15);
    // Half way up, with either annealing.
    expect(rates[2]).toBeCloseTo(0.45, 15);
    expect(rates.slice(9)).toEqual([rates[9], rates[9], rates[9]]);
    expect(rates[9]).toBeCloseTo(0.01, 15);
  }
});

test('a schedule gives the same rates in any order: it keeps nothing', () => {
  const options = { learningRate: 0.1, steps: 20, warmUp: 4 };
  for (const schedule of [
    schedules.constant({ learningRate: 0.1 }),
    schedules.step({ learningRate: 0.1, every: 3 }),
    schedules.cosine(options),
    schedules.linear(options),
    schedules.oneCycle({ maximum: 0.1, steps: 20 }),
  ]) {
    const rates = ratesOf(schedule, 20);
    const backwards = [...rates.keys()].reverse().map((step) => schedule(step, { epoch: 3, history: [] }));
    expect(backwards.reverse()).toEqual(rates);
  }
});

test('what a schedule cannot use is refused', () => {
  const { constant, step, cosine, linear, oneCycle } = schedules;
  expect(() => constant({ learningRate: 0 })).toThrow('learningRate must be above 0; received 0');
  expect(() => constant({ learningRate: 1, steps: 5 } as never)).toThrow('constant() has no option steps');
  expect(() => step({ learningRate: 1, every: 0 })).toThrow('every must be a positive integer; received 0');
  expect(() => step({ learningRate: 1, every: 1, factor: 0 })).toThrow(
    'factor must be in (0, 1]; received 0',
  );
  expect(() => cosine({ learningRate: 1, steps: 0 })).toThrow('steps must be a positive integer; received 0');
  expect(() => cosine({ learningRate: 1, steps: 10, warmUp: 10 })).toThrow(
    'warmUp must be an integer in [0, 10), below the steps; received 10',
  );
  expect(() => cosine({ learningRate: 1, epochs: 10 } as never)).toThrow('cosine() has no option epochs');
  expect(() => linear({ learningRate: 1, steps: 10, warmUp: 0.5 })).toThrow('received 0.5');
  expect(() => linear({ learningRate: 1, steps: 10, minimum: 2 })).toThrow(
    'minimum must be in [0, 1], up to the learning rate; received 2',
  );
  expect(() => oneCycle({ maximum: 1, steps: 3 })).toThrow(
    'warmUpShare must be below 1 and more than one of 3 steps; received 0.3',
  );
  expect(() => oneCycle({ maximum: 1, steps: 10, warmUpShare: 1 })).toThrow('warmUpShare must be below 1');
  expect(() => oneCycle({ maximum: 1, steps: 10, annealing: 'cos' as never })).toThrow(
    "annealing must be 'cosine' or 'linear'; received cos",
  );
  expect(() => oneCycle({ maximum: 1, steps: 10, divisor: 0.5 })).toThrow(
    'divisor must be at least 1; received 0.5',
  );
  expect(() => oneCycle({ maximum: 1, steps: 10, finalDivisor: Number.NaN })).toThrow(
    'finalDivisor must be at least 1; received NaN',
  );
});
