import { describe, expect, it } from 'vitest';
import { oneVersusRest, type ThresholdStep } from '../../src/curves/one-versus-rest.js';
import { handWorked } from '../support/hand-worked.js';

describe('oneVersusRest', () => {
  it('passes one step per distinct score, from high to low', () => {
    const seen: (readonly ThresholdStep[])[] = [];
    oneVersusRest(handWorked, (steps) => {
      seen.push(steps);
      return null;
    });
    // class 2: .4 is positive; .3 is a positive and a negative; .1 three negatives
    expect(seen[2]!.map(({ positives, negatives }) => [positives, negatives])).toEqual([
      [1, 0],
      [1, 1],
      [0, 3],
    ]);
  });

  it('averages over the classes for which the metric is defined', () => {
    const values = [0.25, null, 0.75];
    expect(oneVersusRest(handWorked, () => values.shift()!)).toEqual({
      macro: 0.5,
      perClass: [0.25, null, 0.75],
    });
    expect(oneVersusRest(handWorked, () => null).macro).toBeNull();
  });
});
