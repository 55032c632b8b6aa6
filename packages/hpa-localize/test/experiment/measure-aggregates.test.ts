import { describe, expect, it } from 'vitest';
import { aggregatePredictions } from '../../src/experiment/measure-aggregates.js';
import { toPredictions } from '../../src/experiment/predictions-csv.js';

const classes = [
  { id: 0, name: 'Nucleoplasm' },
  { id: 25, name: 'Cytosol' },
];

describe('aggregatePredictions', () => {
  it('answers for a field by its mean probabilities, beside its cells one by one', () => {
    const data = toPredictions(
      {
        ids: ['a_1', 'a_2', 'a_3', 'b_1', 'b_2', 'c_1'],
        labels: [[0], [0], [0], [1], [1], [1]],
        scores: [
          // Two of three cells are wrong, narrowly, and the mean [0.6, 0.4] is right.
          [0.9, 0.1],
          [0.45, 0.55],
          [0.45, 0.55],
          // The mean is [0.4, 0.6].
          [0.1, 0.9],
          [0.7, 0.3],
          // Wrong.
          [0.8, 0.2],
        ],
      },
      { classes },
    );
    const names = ['a', 'a', 'a', 'b', 'b', 'c'];
    const aggregate = aggregatePredictions(data, { names, classes });
    expect(aggregate).toEqual({
      count: 3,
      mixed: 0,
      // Cells: a_1 and b_1 are right. F1 of Nucleoplasm 2/(3 + 3), of Cytosol 2/(3 + 3).
      cells: { count: 6, accuracy: 2 / 6, macroF1: expect.closeTo(1 / 3, 12) },
      // Fields: a and b are right, c is taken for Nucleoplasm. F1 is 2/(1 + 2) of both.
      together: { accuracy: 2 / 3, macroF1: expect.closeTo(2 / 3, 12) },
      // One of three, one of two, one of one.
      agreement: expect.closeTo((1 / 3 + 1 / 2 + 1) / 3, 12),
    });
  });

  it('leaves out what holds cells of different locations, and counts it', () => {
    const scores = [
      [0.9, 0.1],
      [0.9, 0.1],
      [0.9, 0.1],
      [0.9, 0.1],
    ];
    const data = toPredictions(
      { ids: ['1', '2', '3', '4'], labels: [[0], [0], [0], [1]], scores },
      { classes },
    );
    const aggregate = aggregatePredictions(data, { names: ['a', 'a', 'b', 'b'], classes });
    expect(aggregate).toMatchObject({ count: 1, mixed: 1, cells: { count: 2, accuracy: 1 } });
  });

  it('says nothing where no two cells belong together', () => {
    const scores = [
      [0.9, 0.1],
      [0.9, 0.1],
      [0.9, 0.1],
    ];
    const data = toPredictions({ ids: ['1', '2', '3'], labels: [[0], [0], [1]], scores }, { classes });
    expect(aggregatePredictions(data, { names: ['a', 'b', 'c'], classes })).toBeUndefined();
    // The only two that do have different locations.
    expect(aggregatePredictions(data, { names: ['a', 'b', 'b'], classes })).toBeUndefined();
  });

  it('claims several locations by the thresholds of the model', () => {
    const data = toPredictions(
      {
        ids: ['a_1', 'a_2'],
        labels: [
          [0, 1],
          [0, 1],
        ],
        scores: [
          [0.9, 0.1],
          [0.5, 0.7],
        ],
      },
      { classes, task: 'multi-label', thresholds: [0.6, 0.375] },
    );
    // The means are [0.7, 0.4]: both. The cells claim the first, and the second, alone.
    expect(aggregatePredictions(data, { names: ['a', 'a'], classes })).toMatchObject({
      cells: { accuracy: 0 },
      together: { accuracy: 1 },
      agreement: 0.5,
    });
  });
});
