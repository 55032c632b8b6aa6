import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  averagedScores,
  averagePrecision,
  brierScore,
  type ClassificationData,
  cohenKappa,
  confusionMatrix,
  expectedCalibrationError,
  hammingLoss,
  jaccard,
  logLoss,
  macroF1,
  matthewsCorrelation,
  perClass,
  rocAuc,
  topKAccuracy,
} from '../../src/index.js';
import { indicatorsOf, multiLabelData, reversed, reversedClasses } from '../support/arbitraries.js';

const shares = {
  accuracy,
  macroF1,
  hammingLoss,
  brierScore,
  expectedCalibrationError,
  'micro F1': (data: ClassificationData) => averagedScores(data).micro.f1,
  'weighted F1': (data: ClassificationData) => averagedScores(data).weighted.f1,
  'samples F1': (data: ClassificationData) => averagedScores(data).samples.f1,
  'macro Jaccard': (data: ClassificationData) => jaccard(data).macro,
  'micro Jaccard': (data: ClassificationData) => jaccard(data).micro,
  'samples Jaccard': (data: ClassificationData) => jaccard(data).samples,
  'ROC AUC': (data: ClassificationData) => rocAuc(data).macro ?? 0,
  'micro ROC AUC': (data: ClassificationData) => rocAuc(data).micro ?? 0,
  'average precision': (data: ClassificationData) => averagePrecision(data).macro ?? 0,
  'micro average precision': (data: ClassificationData) => averagePrecision(data).micro ?? 0,
};
const others = {
  cohenKappa,
  matthewsCorrelation,
  logLoss,
  'top-1 accuracy': (data: ClassificationData) => topKAccuracy(data, { k: 1 }),
};
const scalars: Readonly<Record<string, (data: ClassificationData) => number>> = { ...shares, ...others };

describe('metrics of several labels', () => {
  it.each(Object.entries(shares))('%s is in [0, 1]', (_, metric) => {
    fc.assert(
      fc.property(multiLabelData, (data) => {
        expect(metric(data)).toBeGreaterThanOrEqual(0);
        // Sums of shares round in the last place.
        expect(metric(data)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it.each(Object.entries(scalars))(
    '%s depends neither on the order of samples nor on the form of labels',
    (_, metric) => {
      fc.assert(
        fc.property(multiLabelData, (data) => {
          const { labels: _labels, ...rest } = data;
          expect(metric({ ...rest, indicators: indicatorsOf(data) })).toBe(metric(data));
          expect(metric(reversed(data))).toBeCloseTo(metric(data), 12);
        }),
      );
    },
  );

  it.each(Object.entries(scalars).filter(([name]) => name !== 'top-1 accuracy'))(
    '%s does not depend on the order of classes',
    (_, metric) => {
      fc.assert(
        fc.property(multiLabelData, (data) => {
          expect(metric(reversedClasses(data))).toBeCloseTo(metric(data), 12);
        }),
      );
    },
  );

  it('give each class what they give it alone', () => {
    fc.assert(
      fc.property(multiLabelData, ({ labels, scores, thresholds }) => {
        const several = perClass({ task: 'multi-label', labels, scores, thresholds });
        for (const [index, whole] of several.entries()) {
          const [alone] = perClass({
            task: 'multi-label',
            labels: labels.map((row) => (row.includes(index) ? [0] : [])),
            scores: scores.map((row) => [row[index]!]),
            thresholds: [thresholds![index]!],
          });
          expect(alone).toEqual(whole);
        }
      }),
    );
  });

  it('agree on a class and its absence with the same two classes as single-label data', () => {
    fc.assert(
      fc.property(multiLabelData, ({ labels, scores }) => {
        const [presence] = confusionMatrix({
          task: 'multi-label',
          labels: labels.map((row) => (row.includes(0) ? [0] : [])),
          scores: scores.map((row) => [row[0]!]),
        });
        // A tie goes to presence by the threshold of one half, so presence comes first.
        const [[hits, missed], [wrong, right]] = confusionMatrix({
          labels: labels.map((row) => (row.includes(0) ? 0 : 1)),
          scores: scores.map((row) => [row[0]!, 1 - row[0]!]),
        }) as [[number, number], [number, number]];
        expect(presence).toEqual([
          [right, wrong],
          [missed, hits],
        ]);
      }),
    );
  });

  it('are perfect where every class is scored by its truth', () => {
    fc.assert(
      fc.property(multiLabelData, (data) => {
        const perfect = { task: 'multi-label', labels: data.labels, scores: indicatorsOf(data) } as const;
        expect(accuracy(perfect)).toBe(1);
        expect(hammingLoss(perfect)).toBe(0);
        expect(brierScore(perfect)).toBe(0);
        expect(rocAuc(perfect).perClass.every((area) => area === null || area === 1)).toBe(true);
        expect(averagePrecision(perfect).perClass.every((area) => area === null || area === 1)).toBe(true);
      }),
    );
  });
});

describe('what is undefined, of several labels', () => {
  const none = {
    task: 'multi-label',
    labels: [[], []],
    scores: [
      [0.1, 0.2],
      [0.3, 0.4],
    ],
  } as const;

  it('counts 0 in F1 and Jaccard, and 1 in exact match, if no sample holds or is predicted any class', () => {
    expect(accuracy(none)).toBe(1);
    expect(macroF1(none)).toBe(0);
    expect(averagedScores(none).samples).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(averagedScores(none).weighted).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(jaccard(none)).toEqual({ macro: 0, micro: 0, samples: 0 });
    expect(topKAccuracy(none, { k: 2 })).toBe(0);
    expect(matthewsCorrelation(none)).toBe(0);
    expect(cohenKappa(none)).toBe(0);
  });

  it('is null in ROC AUC and average precision without positives', () => {
    expect(rocAuc(none)).toEqual({ macro: null, micro: null, perClass: [null, null] });
    expect(averagePrecision(none)).toEqual({ macro: null, micro: null, perClass: [null, null] });
  });

  it('is null in ROC AUC without negatives, where average precision is 1', () => {
    const all = { task: 'multi-label', labels: [[0], [0]], scores: [[0.1], [0.3]] } as const;
    expect(rocAuc(all)).toEqual({ macro: null, micro: null, perClass: [null] });
    expect(averagePrecision(all)).toEqual({ macro: 1, micro: 1, perClass: [1] });
  });
});
