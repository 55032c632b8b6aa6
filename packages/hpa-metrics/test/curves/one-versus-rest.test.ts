import { describe, expect, it } from 'vitest';
import { oneVersusRest } from '../../src/curves/one-versus-rest.js';
import type { ThresholdSteps } from '../../src/curves/threshold-steps.js';
import { requireData } from '../../src/data/require-data.js';
import { handWorked } from '../support/hand-worked.js';

describe('oneVersusRest', () => {
  it('passes the steps of each class, from the highest score to the lowest', () => {
    const seen: ThresholdSteps[] = [];
    oneVersusRest(requireData(handWorked), { seen: (steps) => seen.push(steps) });
    // class 2: none above .4, which is a positive; none until .3, a positive and a negative; then .1 thrice, negatives
    expect(seen.length).toBe(3);
    expect([...seen[2]!.hits]).toEqual([0, 1, 0, 1, 0]);
    expect([...seen[2]!.misses]).toEqual([0, 0, 0, 1, 3]);
  });

  it('averages over the classes for which the metric is defined', () => {
    const values = [0.25, null, 0.75];
    expect(oneVersusRest(requireData(handWorked), { one: () => values.shift()! }).one).toEqual({
      macro: 0.5,
      perClass: [0.25, null, 0.75],
    });
    const none = oneVersusRest(requireData(handWorked), { one: () => null });
    expect(none.one.macro).toBeNull();
  });

  it('passes the steps of all pairs of a sample and a class of multi-label data for the micro average', () => {
    const scores = [
      [0.4, 0.7],
      [0.9, 0.1],
    ];
    const data = requireData({ task: 'multi-label', labels: [[0], [0, 1]], scores });
    const { found } = oneVersusRest(data, { found: ({ hits }) => hits.reduce((sum, hit) => sum + hit, 0) });
    expect(found).toEqual({ macro: 1.5, micro: 3, perClass: [2, 1] });
  });
});
