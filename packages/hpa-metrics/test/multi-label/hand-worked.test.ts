import { describe, expect, it } from 'vitest';
import {
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
  topKAccuracy,
} from '../../src/index.js';
import { handWorkedSeveral } from '../support/hand-worked.js';

describe('metrics of several labels, worked by hand', () => {
  it('count the first class as wrong once and missed once, and the last as wrong once', () => {
    expect(confusionMatrix(handWorkedSeveral)).toEqual([
      [
        [1, 1],
        [1, 1],
      ],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [3, 1],
        [0, 0],
      ],
    ]);
  });

  it('find one exact match, the sample without classes, and 5 wrong of 12 pairs', () => {
    expect(accuracy(handWorkedSeveral)).toBe(1 / 4);
    expect(hammingLoss(handWorkedSeveral)).toBe(5 / 12);
  });

  it('average F1 over all classes, also over that which never occurs', () => {
    expect(macroF1(handWorkedSeveral)).toBe(1 / 3);
    const { micro, macro, weighted, samples } = averagedScores(handWorkedSeveral);
    expect(micro).toEqual({ precision: 2 / 5, recall: 1 / 2, f1: 4 / 9 });
    expect(macro).toEqual({ precision: 1 / 3, recall: 1 / 3, f1: 1 / 3 });
    expect(weighted).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 });
    // Samples: 2/3, 2/3, 0 without classes, 0 without hits.
    expect(samples).toEqual({ precision: 3 / 8, recall: 3 / 8, f1: 1 / 3 });
  });

  it('overlap by 1/3, 1/3 and 0 in the classes, by 2/7 in pairs and by 1/2, 1/2, 0, 0 in the samples', () => {
    const { macro, micro, samples } = jaccard(handWorkedSeveral);
    expect(macro).toBeCloseTo(2 / 9, 15);
    expect(micro).toBe(2 / 7);
    expect(samples).toBe(1 / 4);
  });

  it('are at chance level in correlation and kappa', () => {
    expect(matthewsCorrelation(handWorkedSeveral)).toBe(0);
    // Of the last class, nothing agrees beyond chance either: (3*4 - 12) / (16 - 12).
    expect(cohenKappa(handWorkedSeveral)).toBe(0);
  });

  it('rank: pairs won are 2 of 4, 3 of 4 and, over all pairs, 24 of 32', () => {
    expect(rocAuc(handWorkedSeveral)).toEqual({
      macro: 5 / 8,
      micro: 24 / 32,
      perClass: [1 / 2, 3 / 4, null],
    });
    const { macro, micro, perClass: classes } = averagePrecision(handWorkedSeveral);
    expect(classes[0]).toBe(3 / 4);
    expect(classes[1]).toBeCloseTo(5 / 6, 15);
    expect(classes[2]).toBeNull();
    expect(macro).toBeCloseTo(19 / 24, 15);
    expect(micro).toBeCloseTo((1 + 1 + 3 / 6 + 4 / 10) / 4, 15);
  });

  it('rank a true class first in 2 of 4 samples, and among the first three in 3', () => {
    expect([1, 2, 3].map((k) => topKAccuracy(handWorkedSeveral, { k }))).toEqual([1 / 2, 1 / 2, 3 / 4]);
  });

  it('score the probabilities of each class', () => {
    const [, , last] = perClass(handWorkedSeveral);
    expect(last!.logLoss).toBeCloseTo(-Math.log(0.8 * 0.9 * 0.9 * 0.5) / 4, 15);
    expect(last!.brier).toBeCloseTo(0.31 / 4, 15);
    expect(last!.ece).toBeCloseTo(0.9 / 4, 15);
    expect(last).toMatchObject({
      precision: 0,
      recall: 0,
      f1: 0,
      support: 0,
      predicted: 1,
      mcc: 0,
      kappa: 0,
    });
    for (const [metric, field] of [
      [logLoss, 'logLoss'],
      [brierScore, 'brier'],
      [expectedCalibrationError, 'ece'],
    ] as const) {
      const sum = perClass(handWorkedSeveral).reduce((total, scores) => total + scores[field], 0);
      expect(metric(handWorkedSeveral)).toBeCloseTo(sum / 3, 15);
    }
  });

  it('sort all twelve pairs into bins of confidence', () => {
    const bins = calibrationBins(handWorkedSeveral, { bins: 2 });
    // .9, .6, .8 and .7 are above one half, of which .9 and .8 are true; .4 and .2 of the others are.
    expect(bins.map(({ count }) => count)).toEqual([8, 4]);
    expect(bins.map((bin) => bin.accuracy)).toEqual([2 / 8, 2 / 4]);
    expect(bins[1]!.confidence).toBeCloseTo(3 / 4, 15);
  });

  it('predict at the thresholds given', () => {
    const thresholds = [0.9, 0.4, 0.51];
    // Predicted: [0, 1], [1], [], [1]: the first three exactly.
    expect(accuracy({ ...handWorkedSeveral, thresholds })).toBe(3 / 4);
    expect(macroF1({ ...handWorkedSeveral, thresholds })).toBeCloseTo((2 / 3 + 4 / 5 + 0) / 3, 15);
  });
});
