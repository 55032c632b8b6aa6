import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { macroF1 } from '../../src/index.js';
import {
  classificationData,
  dataAndClassPermutation,
  dataAndOrder,
  relabeled,
  reordered,
} from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';
import { samplesOf } from '../support/samples-of.js';

describe('macroF1', () => {
  it('averages 1/2, 4/5 and 2/3', () => {
    expect(macroF1(handWorked)).toBeCloseTo(59 / 90, 15);
  });

  it('is the mean of the F1 scores, not the F1 of the means', () => {
    // mean precision and mean recall are both .55, whose F1 is .55
    expect(
      macroF1(
        samplesOf([
          [10, 90],
          [0, 10],
        ]),
      ),
    ).toBeCloseTo((2 / 11 + 2 / 11) / 2, 15);
  });

  it('leaves out a class that is neither label nor prediction, and counts a class that is only one of them as 0', () => {
    expect(
      macroF1(
        samplesOf([
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 0],
        ]),
      ),
    ).toBe(1);
    expect(
      macroF1(
        samplesOf([
          [2, 0, 2],
          [0, 1, 0],
          [0, 0, 0],
        ]),
      ),
    ).toBeCloseTo((2 / 3 + 1 + 0) / 3, 15);
    expect(
      macroF1(
        samplesOf([
          [2, 0, 0],
          [0, 1, 0],
          [2, 0, 0],
        ]),
      ),
    ).toBeCloseTo((2 / 3 + 1 + 0) / 3, 15);
  });

  it('is in [0, 1] and depends neither on the order of samples nor on the names of classes', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        expect(macroF1(data)).toBeGreaterThanOrEqual(0);
        expect(macroF1(data)).toBeLessThanOrEqual(1);
      }),
    );
    fc.assert(
      fc.property(dataAndOrder, ([data, order]) => {
        expect(macroF1(reordered(data, order))).toBe(macroF1(data));
      }),
    );
    fc.assert(
      fc.property(dataAndClassPermutation, ([data, to]) => {
        // Summed in another order, so equal to rounding.
        expect(macroF1(relabeled(data, to))).toBeCloseTo(macroF1(data), 14);
      }),
    );
  });
});
