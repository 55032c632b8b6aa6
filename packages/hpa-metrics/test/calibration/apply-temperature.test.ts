import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTemperature, argmax } from '../../src/index.js';

// Scores far enough from 0 and 1 that a power of them is still a number other than 0 and 1.
const row = fc.array(fc.double({ min: 1e-3, max: 1 - 1e-3, noNaN: true }), { minLength: 2, maxLength: 5 });
const temperature = fc.double({ min: 0.25, max: 4, noNaN: true });
const task = fc.constantFrom('single-label', 'multi-label');

/** Divided by their sum, if that is what the task asks for. */
function rowOf(task: 'single-label' | 'multi-label', values: readonly number[]): number[] {
  const sum = task === 'single-label' ? values.reduce((total, value) => total + value, 0) : 1;
  return values.map((value) => value / sum);
}

describe('applyTemperature', () => {
  it('takes roots of a row and divides them by their sum', () => {
    // Square roots of 16, 9 and 0 of 25.
    const [soft] = applyTemperature([[0.64, 0.36, 0]], { task: 'single-label', values: [2] });
    expect(soft).toEqual([expect.closeTo(4 / 7, 15), expect.closeTo(3 / 7, 15), 0]);
  });

  it('takes roots of the odds of each score by itself', () => {
    // Odds 9 and 1/9 become 3 and 1/3; odds 1/4 become 1/16 at T = 1/2.
    const [soft] = applyTemperature([[0.9, 0.1, 0.2]], { task: 'multi-label', values: [2, 2, 0.5] });
    expect(soft).toEqual([expect.closeTo(0.75, 15), expect.closeTo(0.25, 15), expect.closeTo(1 / 17, 15)]);
  });

  it('takes one temperature for all classes', () => {
    expect(applyTemperature([[0.9, 0.1]], { task: 'multi-label', values: [2] })).toEqual(
      applyTemperature([[0.9, 0.1]], { task: 'multi-label', values: [2, 2] }),
    );
  });

  it('leaves 0 and 1 as they are, and stays finite beside them', () => {
    for (const value of [0.1, 10]) {
      const options = { values: [value] };
      expect(applyTemperature([[0, 1]], { task: 'multi-label', ...options })).toEqual([[0, 1]]);
      expect(applyTemperature([[0, 1]], { task: 'single-label', ...options })).toEqual([[0, 1]]);
      for (const tiny of [Number.MIN_VALUE, 1e-300, 1e-16]) {
        for (const name of ['single-label', 'multi-label'] as const) {
          const scores = applyTemperature([[tiny, 1 - tiny]], { task: name, ...options }).flat();
          expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
        }
      }
    }
  });

  it('changes nothing at 1, in a copy', () => {
    const scores = [[0.3, 0.7000001]];
    for (const name of ['single-label', 'multi-label'] as const) {
      const same = applyTemperature(scores, { task: name, values: [1] });
      expect(same).toEqual(scores);
      expect(same[0]).not.toBe(scores[0]);
    }
  });

  it('is undone by the inverse', () => {
    fc.assert(
      fc.property(task, row, temperature, (name, values, value) => {
        const scores = [rowOf(name, values)];
        const there = applyTemperature(scores, { task: name, values: [value] });
        const back = applyTemperature(there, { task: name, values: [1 / value] });
        // Four powers of rounding errors of up to 1e-16, of scores as near to 1 as 1e-12.
        expect(back[0]).toEqual(scores[0]!.map((score) => expect.closeTo(score, 4)));
      }),
    );
  });

  it('keeps the most probable class, and the order of each class over samples', () => {
    fc.assert(
      fc.property(task, row, temperature, (name, values, value) => {
        const scores = rowOf(name, values);
        const [soft] = applyTemperature([scores], { task: name, values: [value] });
        expect(soft![argmax(scores)]).toBe(Math.max(...soft!));
      }),
    );
  });

  it('refuses temperatures and scores that are none', () => {
    const refuse = (values: readonly number[], name: 'single-label' | 'multi-label' = 'multi-label') =>
      expect(() => applyTemperature([[0.5, 0.5]], { task: name, values }));
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      refuse([value]).toThrow(`temperature values[0] must be a finite number above 0; received ${value}`);
    }
    refuse([]).toThrow('temperature must have one value, or one per class; received 0 values');
    refuse([1, 1], 'single-label').toThrow('temperature must have one value; received 2 values');
    refuse([1, 1, 1]).toThrow(
      'temperature must have one value, or one per class; received 3 values for the 2 classes of scores[0]',
    );
    refuse([1], 'softmax' as never).toThrow("task must be 'single-label' or 'multi-label'; received softmax");
    expect(() => applyTemperature([[0.5], [Number.NaN]], { task: 'multi-label', values: [1] })).toThrow(
      'scores[1][0] must be in [0, 1]; received NaN',
    );
  });
});
