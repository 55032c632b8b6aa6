import { describe, expect, it } from 'vitest';
import { oneVersusRest } from '../../src/curves/one-versus-rest.js';
import type { Ranking } from '../../src/curves/rank.js';
import { requireData } from '../../src/data/require-data.js';
import { handWorked } from '../support/hand-worked.js';

describe('oneVersusRest', () => {
  it('ranks the samples of each class from the highest score to the lowest', () => {
    const seen: Ranking[] = [];
    oneVersusRest(requireData(handWorked), { seen: (ranking) => seen.push(ranking) });
    // class 2: .4 is positive; .3 is a negative, then a positive; .1 thrice negative
    expect(seen.length).toBe(3);
    expect([...seen[2]!.scores]).toEqual([0.4, 0.3, 0.3, 0.1, 0.1, 0.1]);
    expect([...seen[2]!.positives]).toEqual([1, 0, 1, 0, 0, 0]);
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

  it('ranks all pairs of a sample and a class of multi-label data for the micro average', () => {
    const data = requireData({
      task: 'multi-label',
      labels: [[0], [0, 1]],
      scores: [
        [0.4, 0.7],
        [0.9, 0.1],
      ],
    });
    const { last } = oneVersusRest(data, { last: ({ scores }) => scores.at(-1)! });
    expect(last).toEqual({ macro: 0.25, micro: 0.1, perClass: [0.4, 0.1] });
  });
});
