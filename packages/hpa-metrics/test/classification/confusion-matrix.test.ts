import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionMatrix } from '../../src/index.js';
import {
  dataAndClassPermutation,
  dataAndOrder,
  dataOfSize,
  relabeled,
  reordered,
} from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';

describe('confusionMatrix', () => {
  it('counts true classes in rows and predicted ones in columns', () => {
    expect(confusionMatrix(handWorked)).toEqual([
      [1, 1, 0],
      [0, 2, 0],
      [1, 0, 1],
    ]);
  });

  it('keeps classes that never occur', () => {
    expect(confusionMatrix({ labels: [1], scores: [[0, 1, 0]] })).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
  });

  it('predicts the lowest class among ties', () => {
    expect(confusionMatrix({ labels: [1], scores: [[0.5, 0.5]] })).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('does not depend on the order of samples', () => {
    fc.assert(
      fc.property(dataAndOrder, ([data, order]) => {
        expect(confusionMatrix(reordered(data, order))).toEqual(confusionMatrix(data));
      }),
    );
  });

  it('adds up over batches', () => {
    const batches = fc
      .integer({ min: 2, max: 5 })
      .chain((classCount) =>
        fc.tuple(dataOfSize({ classCount, sampleCount: 7 }), dataOfSize({ classCount, sampleCount: 4 })),
      );
    fc.assert(
      fc.property(batches, ([first, second]) => {
        const both = {
          labels: [...first.labels, ...second.labels],
          scores: [...first.scores, ...second.scores],
        };
        const [left, right] = [confusionMatrix(first), confusionMatrix(second)];
        expect(confusionMatrix(both)).toEqual(
          left.map((row, trueClass) => row.map((count, predicted) => count + right[trueClass]![predicted]!)),
        );
      }),
    );
  });

  it('permutes with the classes', () => {
    fc.assert(
      fc.property(dataAndClassPermutation, ([data, to]) => {
        const before = confusionMatrix(data);
        const after = confusionMatrix(relabeled(data, to));
        for (const [trueClass, row] of before.entries()) {
          for (const [predicted, count] of row.entries()) {
            expect(after[to[trueClass]!]![to[predicted]!]).toBe(count);
          }
        }
      }),
    );
  });
});
