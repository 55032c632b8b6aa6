import { describe, expect, it } from 'vitest';
import { accuracy, compareTrainings } from '../../src/index.js';
import { certain } from '../support/hand-worked.js';

const metrics = { accuracy };
const labels = Array.from({ length: 12 }, () => 0);

/** A training that is right on the first samples. */
function rightOn(right: number): number[][] {
  return certain(labels.map((_, sample) => (sample < right ? 0 : 1)));
}

describe('compareTrainings', () => {
  it('is the difference of means over trainings', () => {
    const data = { labels, a: [rightOn(12), rightOn(9)], b: [rightOn(6), rightOn(3)] };
    const { differences, covers } = compareTrainings(data, { metrics, seed: 1 });
    expect(differences.accuracy).toMatchObject({ a: 10.5 / 12, b: 4.5 / 12, difference: 0.5 });
    expect(covers).toBe('trainings-and-cells');
  });

  it('covers the cells alone with one training', () => {
    const { differences, covers } = compareTrainings(
      { labels, a: [rightOn(9)], b: [rightOn(9)] },
      { metrics, seed: 1 },
    );
    expect(differences.accuracy).toMatchObject({ difference: 0, interval: [0, 0], pValue: 1 });
    expect(covers).toBe('cells');
  });

  it('refuses models without trainings, and trainings that do not belong together', () => {
    const a = [rightOn(1)];
    expect(() => compareTrainings({ labels, a, b: [] }, { metrics, seed: 1 })).toThrow(
      'b must hold the scores of at least one training; received none',
    );
    expect(() => compareTrainings({ labels, a, b: [rightOn(1), [[1, 0]]] }, { metrics, seed: 1 })).toThrow(
      /^labels and b\[1\] must have the same length/,
    );
    const b = [labels.map(() => [1, 0, 0])];
    expect(() => compareTrainings({ labels, a, b }, { metrics, seed: 1 })).toThrow(
      'a and b must score the same classes; received 2 classes in a and 3 in b',
    );
    const several = { task: 'multi-label', indicators: [[1]], a: [[[1]]], b: [[[1]]] } as const;
    expect(() =>
      compareTrainings({ ...several, thresholds: { a: [[0.5], [0.5]] } }, { metrics, seed: 1 }),
    ).toThrow('thresholds.a must hold one list per training; received 2 lists for 1 trainings');
  });
});
