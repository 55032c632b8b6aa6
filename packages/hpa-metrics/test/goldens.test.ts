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
} from '../src/index.js';
import { goldensPresent, multiclassGolden } from './support/goldens.js';

// The goldens carry 12 significant digits; 1e-9 is the tolerance that their README states.
const tolerance = 1e-9;

describe.skipIf(!goldensPresent)('the metrics agree with scikit-learn', () => {
  describe.each([
    'multiclass-ties-12x3.json',
    'multiclass-perfect-40x4.json',
    'multiclass-imbalanced-300x4.json',
    'multiclass-absent-1000x28.json',
  ])('on %s', (name) => {
    const { data, expected } = goldensPresent
      ? multiclassGolden(name)
      : ({} as ReturnType<typeof multiclassGolden>);

    it.each([
      ['accuracy', accuracy, 'accuracy'],
      ['balanced accuracy', balancedAccuracy, 'balancedAccuracy'],
      ['MCC', matthewsCorrelation, 'mcc'],
      ['log loss', logLoss, 'logLoss'],
      ['Brier score', brierScore, 'brierSum'],
      ['calibration error', expectedCalibrationError, 'ece15'],
    ] as const)('in %s', (_, metric, field) => {
      expectClose(metric(data), expected[field]);
    });

    it('in every count of the confusion matrix', () => {
      expect(confusionMatrix(data)).toEqual(expected.confusionMatrix);
      expect(data.labels.length).toBe(expected.n);
    });

    it('in precision, recall, F1 and support of every class', () => {
      const classes = perClass(data);
      expect(classes.length).toBe(expected.classes);
      for (const field of ['precision', 'recall', 'f1', 'support'] as const) {
        expectAllClose(
          classes.map((scores) => scores[field]),
          expected.perClass[field],
        );
      }
    });

    it('in macro F1', () => {
      expectClose(macroF1(data), expected.macroPresent.f1);
    });

    it('in ROC AUC and average precision, null if undefined', () => {
      for (const [actual, reference] of [
        [rocAuc(data), expected.rocAuc],
        [averagePrecision(data), expected.averagePrecision],
      ] as const) {
        expectAllClose(actual.perClass, reference.perClass);
        expectClose(actual.macro, reference.macro);
      }
    });

    it('in every calibration bin', () => {
      const bins = calibrationBins(data);
      expect(bins.map(({ count }) => count)).toEqual(expected.eceBins.map(({ count }) => count));
      for (const field of ['accuracy', 'confidence'] as const) {
        expectAllClose(
          bins.map((bin) => bin[field]),
          expected.eceBins.map((bin) => bin[field]),
        );
      }
    });
  });
});

function expectClose(actual: number | null, expected: number | null): void {
  if (actual === null || expected === null) {
    expect(actual).toBe(expected);
  } else {
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);
  }
}

function expectAllClose(actual: readonly (number | null)[], expected: readonly (number | null)[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of actual.entries()) {
    expectClose(value, expected[index]!);
  }
}
