import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perClass } from '../../src/index.js';
import { classificationData, dataAndClassPermutation, relabeled } from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';
import { samplesOf } from '../support/samples-of.js';

describe('perClass', () => {
  it('gives precision, recall, F1 and support in the order of the classes', () => {
    const [first, second, third] = perClass(handWorked);
    expect(first).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, support: 2 });
    expect(second).toEqual({ precision: 2 / 3, recall: 1, f1: 4 / 5, support: 2 });
    expect(third).toEqual({ precision: 1, recall: 1 / 2, f1: 2 / 3, support: 2 });
  });

  it('counts 0/0 as 0', () => {
    const [, neverPredicted, neverSeen] = perClass(
      samplesOf([
        [3, 0, 0],
        [2, 0, 0],
        [0, 0, 0],
      ]),
    );
    expect(neverPredicted).toEqual({ precision: 0, recall: 0, f1: 0, support: 2 });
    expect(neverSeen).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  });

  it('stays in [0, 1], with F1 between precision and recall', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        for (const { precision, recall, f1 } of perClass(data)) {
          // The two ways to compute F1 round differently in the last place.
          expect(f1).toBeGreaterThanOrEqual(Math.min(precision, recall) - 1e-15);
          expect(f1).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-15);
          expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(0);
          expect(Math.max(precision, recall)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('permutes with the classes', () => {
    fc.assert(
      fc.property(dataAndClassPermutation, ([data, to]) => {
        const after = perClass(relabeled(data, to));
        for (const [index, scores] of perClass(data).entries()) {
          expect(after[to[index]!]).toEqual(scores);
        }
      }),
    );
  });
});
