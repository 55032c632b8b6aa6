import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { search, space, strategies, type Trial } from '../../../src/index.js';
import { requireParameters } from '../../../src/search/space/require-parameters.js';
import { drawWithinUnit, normalShareBelow } from '../../../src/search/strategies/normal-distribution.js';
import { parzenEstimator } from '../../../src/search/strategies/parzen-estimator.js';
import { orderByMerit } from '../../../src/search/trials/order-by-merit.js';
import { seededRandom } from '../../../src/seeded-random.js';
import { BENCHMARKS } from '../spaces.js';

const POINTS = {
  optimizer: space.choice(['adam', 'sgd']),
  rate: space.logUniform(1e-5, 1),
  momentum: space.when('optimizer', 'sgd', space.uniform(0, 0.99)),
  layers: space.integer(1, 6),
};

describe('the estimate of a density', () => {
  const pair = [
    { optimizer: 'sgd', rate: 0.01, momentum: 0.9, layers: 2 },
    { optimizer: 'adam', rate: 0.001, layers: 5 },
  ];

  it('sums to one over a space', () => {
    const points = {
      kind: space.choice(['a', 'b', 'c']),
      size: space.integer(1, 5),
      share: space.uniform(0, 2),
    };
    const estimate = parzenEstimator(points, {
      points: [
        { kind: 'a', size: 2, share: 1.5 },
        { kind: 'c', size: 5, share: 0.1 },
      ],
      narrowing: 1,
    });
    let sum = 0;
    for (const kind of ['a', 'b', 'c']) {
      for (let size = 1; size <= 5; size++) {
        for (let cell = 0; cell < 200; cell++) {
          sum += Math.exp(estimate.logDensity({ kind, size, share: (cell + 0.5) / 100 })) / 200;
        }
      }
    }
    // The sum over cells of 1/200, and the normal distribution within 1e-7.
    expect(sum).toBeCloseTo(1, 4);
  });

  it('of no points is that of the prior', () => {
    const { logDensity } = parzenEstimator(
      { kind: space.choice([1, 2, 3, 4]) },
      { points: [], narrowing: 1 },
    );
    expect(logDensity({ kind: 3 })).toBeCloseTo(-Math.log(4), 12);
  });

  it('of one choice among two, worked by hand', () => {
    // The kernel gives the other of two choices 1 / (1 + 1 + 2) = 1/4, the prior 1/2; each counts half: 3/8 and 5/8.
    const { logDensity } = parzenEstimator(
      { kind: space.choice(['a', 'b']) },
      { points: [{ kind: 'a' }], narrowing: 1 },
    );
    expect(Math.exp(logDensity({ kind: 'b' }))).toBeCloseTo(3 / 8, 12);
    expect(Math.exp(logDensity({ kind: 'a' }))).toBeCloseTo(5 / 8, 12);
  });

  it('is larger near its points, with the dimensions taken together', () => {
    const { logDensity } = parzenEstimator(POINTS, { points: pair, narrowing: 1 });
    const near = logDensity({ optimizer: 'sgd', rate: 0.01, momentum: 0.88, layers: 2 });
    expect(near).toBeGreaterThan(logDensity({ optimizer: 'sgd', rate: 0.001, momentum: 0.88, layers: 5 }));
    expect(near).toBeGreaterThan(logDensity({ optimizer: 'sgd', rate: 0.01, momentum: 0.1, layers: 2 }));
  });

  it('draws points of the space', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const point = parzenEstimator(POINTS, { points: pair, narrowing: 1 }).sample(seededRandom([seed]));
        expect(requireParameters(point, { space: POINTS, name: 'point' })).toBe(point);
      }),
    );
  });
});

describe('the normal distribution', () => {
  it('has the shares of its table', () => {
    // Abramowitz and Stegun, table 26.1.
    for (const [x, share] of [
      [0, 0.5],
      [1, 0.8413447461],
      [-1, 0.1586552539],
      [1.96, 0.9750021049],
      [-3, 0.0013498981],
    ] as const) {
      expect(Math.abs(normalShareBelow(x) - share)).toBeLessThan(1e-7);
    }
  });

  it('is cut to the unit interval when it is drawn', () => {
    const random = seededRandom(['cut']);
    for (const mean of [0, 0.3, 1]) {
      const drawn = Array.from({ length: 200 }, () => drawWithinUnit({ mean, deviation: 0.5 }, random));
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...drawn)).toBeLessThanOrEqual(1);
    }
  });
});

it('orders trials by merit: complete, pruned by how far they came, failed', () => {
  const trial = (
    number: number,
    state: Trial['state'],
    value: number | null,
    reports: [number, number][] = [],
  ) => ({
    number,
    state,
    value,
    reports,
    parameters: {},
    seed: 0,
  });
  const trials = [
    trial(0, 'failed', null),
    trial(1, 'complete', 3),
    trial(2, 'pruned', null, [[2, 9]]),
    trial(3, 'running', null),
    trial(4, 'complete', 5),
    trial(5, 'pruned', null, [[1, 1]]),
    trial(6, 'pruned', null, [[2, 8]]),
    trial(7, 'complete', 3),
  ];
  const order = (mode: 'min' | 'max') => orderByMerit(trials, { mode }).map(({ number }) => number);
  expect(order('min')).toEqual([1, 7, 4, 6, 2, 5, 0]);
  expect(order('max')).toEqual([4, 1, 7, 2, 6, 5, 0]);
});

describe('tpe', () => {
  it('comes closer to the minimum than chance', async () => {
    const { space: points, objective } = BENCHMARKS.branin!;
    const best = async (strategy: ReturnType<typeof strategies.tpe>) =>
      (await search(points, objective, { strategy, trials: 50, seed: 2, mode: 'min' })).best!.value!;
    expect(await best(strategies.tpe())).toBeLessThan(await best(strategies.random()));
  });

  it('proposes the same for the same trials, seed and number', () => {
    const { space: points, objective } = BENCHMARKS.conditional!;
    const propose = (seed: number) => {
      const trials: Trial[] = [];
      for (let number = 0; number < 14; number++) {
        const parameters = strategies
          .tpe()
          .propose({ space: points, seed, mode: 'min', number, initial: [], trials })!;
        trials.push({
          number,
          parameters,
          seed: 0,
          state: 'complete',
          value: objective(parameters),
          reports: [],
        });
      }
      return trials.map(({ parameters }) => parameters);
    };
    expect(propose(1)).toEqual(propose(1));
    expect(propose(1)[12]).not.toEqual(propose(2)[12]);
  });

  it('leaves what others are trying to them', () => {
    const points = { x: space.uniform(0, 1) };
    const trialAt = (number: number, x: number, state: 'complete' | 'running'): Trial => ({
      number,
      parameters: { x },
      seed: 0,
      state,
      value: state === 'complete' ? Math.abs(x - 0.5) : null,
      reports: [],
    });
    const ended = Array.from({ length: 20 }, (_, number) => trialAt(number, number / 20, 'complete'));
    const running = [20, 21, 22, 23, 24].map((number) => trialAt(number, 0.5, 'running'));
    const distance = (trials: readonly Trial[]) => {
      const distances = Array.from({ length: 20 }, (_, seed) => {
        const proposal = { space: points, seed, mode: 'min', number: 25, initial: [], trials } as const;
        return Math.abs((strategies.tpe().propose(proposal)!.x as number) - 0.5);
      });
      return distances.reduce((sum, each) => sum + each, 0);
    };
    expect(distance([...ended, ...running])).toBeGreaterThan(distance(ended));
  });

  it('tries every point of a small space before any again', async () => {
    const points = { a: space.choice([1, 2, 3, 4]), b: space.choice([1, 2, 3]) };
    const strategy = strategies.tpe({ startupTrials: 1, candidates: 200 });
    const { trials } = await search(points, ({ a, b }) => a * b, {
      strategy,
      trials: 12,
      seed: 1,
      mode: 'max',
    });
    expect(new Set(trials.map(({ parameters }) => JSON.stringify(parameters))).size).toBe(12);
  });

  it('refuses options out of range', () => {
    expect(() => strategies.tpe({ startupTrials: 0 })).toThrow('startupTrials must be a positive integer');
    expect(() => strategies.tpe({ goodShare: 1 })).toThrow(
      'goodShare must be above 0 and below 1; received 1',
    );
    expect(() => strategies.tpe({ gamma: 0.1 } as never)).toThrow('tpe() has no option gamma');
  });
});
