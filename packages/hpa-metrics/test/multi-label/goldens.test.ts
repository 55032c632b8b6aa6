import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  averagedScores,
  averagePrecision,
  type ClassificationData,
  confusionMatrix,
  hammingLoss,
  jaccard,
  macroF1,
  perClass,
  rocAuc,
} from '../../src/index.js';
import { goldensPresent, multiLabelGolden } from '../support/goldens.js';

type Averages = Readonly<Record<'macro' | 'micro' | 'samples' | 'weighted', number>>;

/** See multi-label.py beside it. */
const { cases } = JSON.parse(
  readFileSync(new URL('../goldens/multi-label.json', import.meta.url), 'utf8'),
) as {
  readonly cases: readonly {
    readonly labels: number[][];
    readonly scores: number[][];
    readonly thresholds: number[];
    readonly expected: Readonly<Record<'accuracy' | 'hammingLoss', number>> &
      Readonly<Record<'precision' | 'recall' | 'f1' | 'jaccard', Averages>> & {
        readonly confusion: number[][][];
        readonly perClass: Readonly<
          Record<'mcc' | 'kappa' | 'logLoss' | 'brier' | 'rocAuc' | 'averagePrecision', (number | null)[]>
        >;
      };
  }[];
};

// Both compute in doubles; 1e-9 is the tolerance of all goldens of metrics.
const tolerance = 1e-9;

describe.each(cases)(
  'metrics of several labels agree with scikit-learn on case %#',
  ({ labels, scores, thresholds, expected }) => {
    const data: ClassificationData = { task: 'multi-label', labels, scores, thresholds };

    it('in every count', () => {
      expect(confusionMatrix(data)).toEqual(expected.confusion);
    });

    it('in exact match and Hamming loss', () => {
      expectClose(accuracy(data), expected.accuracy);
      expectClose(hammingLoss(data), expected.hammingLoss);
    });

    it('in precision, recall, F1 and Jaccard, however averaged', () => {
      const averages = averagedScores(data);
      for (const way of ['macro', 'micro', 'samples', 'weighted'] as const) {
        for (const score of ['precision', 'recall', 'f1'] as const) {
          expectClose(averages[way][score], expected[score][way]);
        }
      }
      for (const way of ['macro', 'micro', 'samples'] as const) {
        expectClose(jaccard(data)[way], expected.jaccard[way]);
      }
      expectClose(macroF1(data), expected.f1.macro);
    });

    it('in every class', () => {
      const classes = perClass(data);
      for (const field of ['mcc', 'kappa', 'logLoss', 'brier'] as const) {
        expectAllClose(
          classes.map((one) => one[field]!),
          expected.perClass[field],
        );
      }
      expectAllClose(rocAuc(data).perClass, expected.perClass.rocAuc);
      expectAllClose(averagePrecision(data).perClass, expected.perClass.averagePrecision);
    });
  },
);

describe.skipIf(!goldensPresent).each(['multilabel-50x5.json', 'multilabel-400x28.json'])(
  'metrics of several labels agree with scikit-learn on %s',
  (name) => {
    const { data, expected } = goldensPresent
      ? multiLabelGolden(name)
      : ({} as ReturnType<typeof multiLabelGolden>);

    it('in precision, recall and F1, however averaged', () => {
      const averages = averagedScores(data);
      for (const way of ['macro', 'micro', 'samples', 'weighted'] as const) {
        for (const score of ['precision', 'recall', 'f1'] as const) {
          expectClose(averages[way][score], expected[way][score]);
        }
      }
      expectAllClose(
        perClass(data).map(({ f1 }) => f1),
        expected.perLabelF1,
      );
    });

    it('in exact match and Hamming loss', () => {
      expectClose(accuracy(data), expected.subsetAccuracy);
      expectClose(hammingLoss(data), expected.hammingLoss);
    });

    it('in ROC AUC and average precision, null if undefined', () => {
      for (const [actual, reference] of [
        [rocAuc(data), expected.rocAuc],
        [averagePrecision(data), expected.averagePrecision],
      ] as const) {
        expectAllClose(actual.perClass, reference.perLabel);
        expectClose(actual.macro, reference.macro);
        expectClose(actual.micro!, reference.micro);
      }
    });
  },
);

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
