import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, expectedCalibrationError } from '../../src/index.js';
import { classificationData } from '../support/arbitraries.js';
import { certain, handWorked } from '../support/hand-worked.js';

describe('expectedCalibrationError', () => {
  it('is (.2 + 2 * .5 + .3 + .4 + .6) / 6 on the hand-worked samples', () => {
    expect(expectedCalibrationError(handWorked)).toBeCloseTo(2.5 / 6, 14);
  });

  it('is 0 for certain and right, 1 for certain and wrong', () => {
    expect(expectedCalibrationError({ labels: [0, 1], scores: certain([0, 1]) })).toBe(0);
    expect(expectedCalibrationError({ labels: [0, 1], scores: certain([1, 0]) })).toBe(1);
  });

  it('is the gap between mean confidence and accuracy if there is one bin', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        const confidence = data.scores.reduce((sum, row) => sum + Math.max(...row), 0) / data.labels.length;
        expect(expectedCalibrationError(data, { bins: 1 })).toBeCloseTo(
          Math.abs(accuracy(data) - confidence),
          12,
        );
      }),
    );
  });
});
