import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohenKappa } from '../../src/index.js';
import { classificationData, dataAndClassPermutation, relabeled } from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';
import { samplesOf } from '../support/samples-of.js';

const goldens: readonly { readonly confusion: number[][]; readonly kappa: number }[] = JSON.parse(
  readFileSync(new URL('../goldens/cohen-kappa.json', import.meta.url), 'utf8'),
);

describe('cohenKappa', () => {
  it('is (4*6 - 12) / (36 - 12) on the hand-worked samples', () => {
    // true 2, 2, 2 and predicted 2, 3, 1 of each class: chance agreement 2*2 + 2*3 + 2*1 of 36
    expect(cohenKappa(handWorked)).toBe(12 / 24);
  });

  it('is 1 for perfect predictions, 0 for constant ones and negative for reversed ones', () => {
    expect(
      cohenKappa(
        samplesOf([
          [5, 0],
          [0, 7],
        ]),
      ),
    ).toBe(1);
    expect(
      cohenKappa(
        samplesOf([
          [5, 0],
          [7, 0],
        ]),
      ),
    ).toBe(0);
    // observed agreement 0, chance agreement 2 * 5 * 7 / 144
    expect(
      cohenKappa(
        samplesOf([
          [0, 5],
          [7, 0],
        ]),
      ),
    ).toBe(-70 / 74);
  });

  it('is 0 if only one class occurs', () => {
    expect(
      cohenKappa(
        samplesOf([
          [5, 0],
          [0, 0],
        ]),
      ),
    ).toBe(0);
  });

  it.each(goldens)('agrees with scikit-learn on golden %#: $kappa', ({ confusion, kappa }) => {
    // Both are exact in integers up to the last division; scikit-learn divides the counts first.
    expect(cohenKappa(samplesOf(confusion))).toBeCloseTo(kappa, 12);
  });

  it('stays in [-1, 1] and does not depend on the names of classes', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        expect(Math.abs(cohenKappa(data))).toBeLessThanOrEqual(1);
      }),
    );
    fc.assert(
      fc.property(dataAndClassPermutation, ([data, to]) => {
        // Sums of integers: exact in any order.
        expect(cohenKappa(relabeled(data, to))).toBe(cohenKappa(data));
      }),
    );
  });
});
