import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matthewsCorrelation } from '../../src/index.js';
import { classificationData } from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';
import { samplesOf } from '../support/samples-of.js';

describe('matthewsCorrelation', () => {
  it('is (4*6 - 12) / sqrt((36 - 14)(36 - 12)) on the hand-worked samples', () => {
    expect(matthewsCorrelation(handWorked)).toBeCloseTo(12 / Math.sqrt(22 * 24), 15);
  });

  it('is the correlation coefficient of two classes', () => {
    // (tp tn - fp fn) / sqrt of the four marginals
    const expected = (6 * 3 - 1 * 2) / Math.sqrt(7 * 8 * 4 * 5);
    expect(
      matthewsCorrelation(
        samplesOf([
          [3, 1],
          [2, 6],
        ]),
      ),
    ).toBeCloseTo(expected, 15);
  });

  it('is 1 for perfect predictions, -1 for reversed ones, 0 for constant ones', () => {
    expect(
      matthewsCorrelation(
        samplesOf([
          [5, 0],
          [0, 7],
        ]),
      ),
    ).toBe(1);
    expect(
      matthewsCorrelation(
        samplesOf([
          [0, 5],
          [7, 0],
        ]),
      ),
    ).toBe(-1);
    expect(
      matthewsCorrelation(
        samplesOf([
          [5, 0],
          [7, 0],
        ]),
      ),
    ).toBe(0);
  });

  it('stays in [-1, 1]', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        expect(Math.abs(matthewsCorrelation(data))).toBeLessThanOrEqual(1 + 1e-15);
      }),
    );
  });
});
