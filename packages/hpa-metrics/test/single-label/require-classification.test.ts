import { describe, expect, it } from 'vitest';
import {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  calibrationBins,
  confusionMatrix,
  expectedCalibrationError,
  logLoss,
  macroF1,
  matthewsCorrelation,
  perClass,
  rocAuc,
} from '../../src/index.js';
import { requireClassification } from '../../src/single-label/require-classification.js';
import { handWorked } from '../support/hand-worked.js';

const half = [0.5, 0.5];

describe('requireClassification', () => {
  it('returns the number of classes', () => {
    expect(requireClassification(handWorked).classCount).toBe(3);
  });

  it.each([
    ['no sample', [], [], 'scores must hold at least one sample; received none'],
    [
      'unequal lengths',
      [0, 1],
      [half],
      'labels and scores must have the same length; received 2 labels and 1 rows',
    ],
    [
      'a sample without a label',
      [0, null],
      [half, half],
      'labels[1] must be an integer in [0, 2); received null: a sample without a label',
    ],
    ['one column', [0], [[1]], 'scores[0] must hold at least two classes; received 1'],
    [
      'a ragged row',
      [0, 1],
      [half, [0.5, 0.25, 0.25]],
      'scores[1] must hold 2 classes, like the first row; received 3',
    ],
    ['a fractional label', [0.5], [half], 'labels[0] must be an integer in [0, 2); received 0.5'],
    ['a negative label', [0, -1], [half, half], 'labels[1] must be an integer in [0, 2); received -1'],
    ['a label past the last class', [2], [half], 'labels[0] must be an integer in [0, 2); received 2'],
    ['NaN', [0], [[Number.NaN, 1]], 'scores[0][0] must be a probability in [0, 1]; received NaN'],
    [
      'infinity',
      [0],
      [[0, Number.POSITIVE_INFINITY]],
      'scores[0][1] must be a probability in [0, 1]; received Infinity',
    ],
    ['a logit', [0], [[-2, 3]], 'scores[0][0] must be a probability in [0, 1]; received -2'],
    [
      'a value just above 1',
      [0],
      [[1.00001, 0]],
      'scores[0][0] must be a probability in [0, 1]; received 1.00001',
    ],
    [
      'a sum of 1.5',
      [0],
      [[0.75, 0.75]],
      'scores[0] must hold probabilities that sum to 1 within 0.001; received a sum of 1.5',
    ],
  ])('refuses %s and says where', (_, labels, scores, message) => {
    expect(() => requireClassification({ labels, scores })).toThrow(new RangeError(message));
  });

  it('calls the rows by the given name', () => {
    expect(() => requireClassification({ labels: [0], scores: [[2, 0]] }, { name: 'a' })).toThrow('a[0][0]');
  });

  it('accepts float32 rounding past 1 and sums within a thousandth of 1', () => {
    expect(
      requireClassification({
        labels: [0, 0],
        scores: [
          [1.0000005, 0],
          [0.3333, 0.6661],
        ],
      }).classCount,
    ).toBe(2);
  });

  it.each([
    accuracy,
    averagePrecision,
    balancedAccuracy,
    brierScore,
    calibrationBins,
    confusionMatrix,
    expectedCalibrationError,
    logLoss,
    macroF1,
    matthewsCorrelation,
    perClass,
    rocAuc,
  ])('protects %o from empty data and logits', (metric) => {
    expect(() => metric({ labels: [], scores: [] })).toThrow(RangeError);
    expect(() => metric({ labels: [0], scores: [[-2, 3]] })).toThrow(RangeError);
  });
});
