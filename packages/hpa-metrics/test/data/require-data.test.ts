import { describe, expect, it } from 'vitest';
import { requireData } from '../../src/data/require-data.js';
import {
  accuracy,
  averagedScores,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  type ClassificationData,
  calibrationBins,
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

const half = [0.5, 0.5];

describe('requireData', () => {
  it('copies single-label data into typed arrays', () => {
    expect(requireData({ labels: [1, 0], scores: [half, [1, 0]] })).toEqual({
      task: 'single-label',
      sampleCount: 2,
      classCount: 2,
      labels: Int32Array.of(1, 0),
      scores: Float64Array.of(0.5, 0.5, 1, 0),
    });
  });

  it('makes the same of label lists and of indicators', () => {
    const scores = [
      [0.9, 0.8, 0],
      [0, 0, 0],
    ];
    const expected = {
      task: 'multi-label',
      sampleCount: 2,
      classCount: 3,
      indicators: Uint8Array.of(1, 0, 1, 0, 0, 0),
      scores: Float64Array.of(0.9, 0.8, 0, 0, 0, 0),
      thresholds: Float64Array.of(0.5, 0.5, 0.5),
    };
    expect(requireData({ task: 'multi-label', labels: [[2, 0], []], scores })).toEqual(expected);
    const indicators = [
      [1, 0, 1],
      [false, false, false],
    ];
    expect(requireData({ task: 'multi-label', indicators, scores })).toEqual(expected);
    expect(requireData({ task: 'multi-label', indicators, scores, thresholds: [0, 0.25, 1] })).toEqual({
      ...expected,
      thresholds: Float64Array.of(0, 0.25, 1),
    });
  });

  it('takes a single class if multi-label', () => {
    expect(requireData({ task: 'multi-label', labels: [[0]], scores: [[1]] }).classCount).toBe(1);
  });

  it.each([
    [
      'an unknown task',
      { task: 'both', labels: [], scores: [] },
      "task must be 'single-label' or 'multi-label'; received both",
    ],
    [
      'several labels without the task',
      { labels: [[0, 1]], scores: [half] },
      "labels[0] must be an integer in [0, 2); received a list of 2: several labels per sample need task: 'multi-label'",
    ],
    [
      'thresholds of single-label data',
      { labels: [0], scores: [half], thresholds: half },
      "thresholds need task: 'multi-label'; received them with the task 'single-label', the default",
    ],
    [
      'indicators of single-label data',
      { task: 'single-label', indicators: [half], scores: [half] },
      "indicators need task: 'multi-label'; received them with the task single-label",
    ],
    [
      'labels beside indicators',
      { task: 'multi-label', labels: [[0]], indicators: [[1, 0]], scores: [half] },
      'data must hold either labels or indicators; received both',
    ],
    [
      'neither labels nor indicators',
      { task: 'multi-label', scores: [half] },
      'data must hold either labels or indicators; received neither',
    ],
    [
      'no samples',
      { task: 'multi-label', labels: [], scores: [] },
      'scores must hold at least one sample; received none',
    ],
    [
      'no classes',
      { task: 'multi-label', labels: [[]], scores: [[]] },
      'scores[0] must hold at least one class; received 0',
    ],
    [
      'unequal lengths',
      { task: 'multi-label', labels: [[0]], scores: [half, half] },
      'labels and scores must have the same length; received 1 labels and 2 rows',
    ],
    [
      'unequal lengths of indicators',
      { task: 'multi-label', indicators: [[0, 1]], scores: [half, half] },
      'indicators and scores must have the same length; received 1 indicators and 2 rows',
    ],
    [
      'one label where a list is due',
      { task: 'multi-label', labels: [0], scores: [half] },
      'labels[0] must be a list, as the task is multi-label; received 0',
    ],
    [
      'a label past the last class',
      { task: 'multi-label', labels: [[], [0, 2]], scores: [half, half] },
      'labels[1][1] must be an integer in [0, 2); received 2',
    ],
    [
      'a fractional label',
      { task: 'multi-label', labels: [[0.5]], scores: [half] },
      'labels[0][0] must be an integer in [0, 2); received 0.5',
    ],
    [
      'a repeated label',
      { task: 'multi-label', labels: [[1, 0, 1]], scores: [half] },
      'labels[0] must list each class once; received 1 twice',
    ],
    [
      'an indicator of 2',
      { task: 'multi-label', indicators: [[0, 2]], scores: [half] },
      'indicators[0][1] must be 0 or 1; received 2',
    ],
    [
      'a short row of indicators',
      { task: 'multi-label', indicators: [[0]], scores: [half] },
      'indicators[0] must hold 2 classes, like the scores; received 1',
    ],
    [
      'a ragged row of scores',
      { task: 'multi-label', labels: [[], []], scores: [half, [0.5]] },
      'scores[1] must hold 2 classes, like the first row; received 1',
    ],
    [
      'NaN',
      { task: 'multi-label', labels: [[]], scores: [[0, Number.NaN]] },
      'scores[0][1] must be a probability in [0, 1]; received NaN',
    ],
    [
      'a logit',
      { task: 'multi-label', labels: [[]], scores: [[0, 3]] },
      'scores[0][1] must be a probability in [0, 1]; received 3',
    ],
    [
      'thresholds of other classes',
      { task: 'multi-label', labels: [[]], scores: [half], thresholds: [0.5] },
      'thresholds must hold one number per class; received 1 for 2 classes',
    ],
    [
      'a threshold that is no probability',
      { task: 'multi-label', labels: [[]], scores: [half], thresholds: [0.5, Number.NaN] },
      'thresholds[1] must be in [0, 1]; received NaN',
    ],
  ])('refuses %s and says where', (_, data, message) => {
    expect(() => requireData(data as unknown as ClassificationData)).toThrow(new RangeError(message));
  });

  it('takes scores that sum to anything if multi-label, and calls them by the given name', () => {
    const data = { task: 'multi-label', labels: [[]], scores: [[1, 1]] } as const;
    expect(requireData(data).classCount).toBe(2);
    expect(() => requireData({ ...data, scores: [[2, 0]] }, { name: 'a' })).toThrow('a[0][0]');
  });

  const metrics = {
    accuracy,
    averagedScores,
    averagePrecision,
    brierScore,
    calibrationBins,
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
    topKAccuracy: (data: ClassificationData) => topKAccuracy(data, { k: 1 }),
  };

  it.each(Object.entries({ ...metrics, balancedAccuracy }))(
    'protects %s of single-label data from no samples, logits and labels of other classes',
    (_, metric) => {
      expect(() => metric({ labels: [], scores: [] })).toThrow(RangeError);
      expect(() => metric({ labels: [0], scores: [[-2, 3]] })).toThrow(RangeError);
      expect(() => metric({ labels: [2], scores: [half] })).toThrow(RangeError);
    },
  );

  it.each(Object.entries(metrics))(
    'protects %s of multi-label data from no samples, logits, labels and thresholds of other classes',
    (_, metric) => {
      const task = 'multi-label';
      expect(() => metric({ task, labels: [], scores: [] })).toThrow(RangeError);
      expect(() => metric({ task, labels: [[0]], scores: [[-2, 3]] })).toThrow(RangeError);
      expect(() => metric({ task, labels: [[2]], scores: [half] })).toThrow(RangeError);
      expect(() => metric({ task, labels: [[0]], scores: [half], thresholds: [0.5] })).toThrow(RangeError);
      expect(() => metric({ task, labels: [[0]], scores: [half] })).not.toThrow();
    },
  );
});
