import { describe, expect, it } from 'vitest';
import {
  accuracy,
  averagedScores,
  averagePrecision,
  brierScore,
  cohenKappa,
  confidenceIntervals,
  confusionMatrix,
  evaluate,
  expectedCalibrationError,
  jaccard,
  logLoss,
  macroF1,
  matthewsCorrelation,
  rocAuc,
} from '../../src/index.js';
import { handWorked, handWorkedSeveral } from '../support/hand-worked.js';

const classes = [
  { id: 25, name: 'Cytosol' },
  { id: 0, name: 'Nucleoplasm' },
  { id: 2, name: 'Nucleoli' },
];

describe('evaluate', () => {
  const evaluation = evaluate(handWorked, { classes, seed: 1 });

  it('measures the hand-worked samples', () => {
    expect(evaluation.n).toBe(6);
    expect(evaluation.accuracy).toBeCloseTo(4 / 6, 15);
    expect(evaluation.macroF1).toBeCloseTo(59 / 90, 15);
    expect(evaluation.balancedAccuracy).toBeCloseTo(2 / 3, 15);
    expect(evaluation.mcc).toBeCloseTo(12 / Math.sqrt(528), 15);
    expect(evaluation.kappa).toBe(0.5);
    expect(evaluation.logLoss).toBeCloseTo(-Math.log(0.8 * 0.4 * 0.7 * 0.6 * 0.4 * 0.3) / 6, 14);
    expect(evaluation.brier).toBeCloseTo(0.4, 15);
    expect(evaluation.ece).toBeCloseTo(2.5 / 6, 14);
    expect(evaluation.rocAuc).toEqual(rocAuc(handWorked));
    expect(evaluation.averagePrecision.macro).toBeCloseTo(8 / 9, 15);
    expect(evaluation.confusion).toEqual([
      [1, 1, 0],
      [0, 2, 0],
      [1, 0, 1],
    ]);
  });

  it('names the classes in the order of the columns', () => {
    expect(evaluation.perClass[1]).toEqual({
      id: 0,
      name: 'Nucleoplasm',
      precision: 2 / 3,
      recall: 1,
      f1: 4 / 5,
      support: 2,
    });
    expect(evaluation.perClass.map(({ id }) => id)).toEqual([25, 0, 2]);
  });

  it('has the intervals of accuracy and macro F1, over whole groups if given', () => {
    const metrics = { accuracy, macroF1 };
    const alone = confidenceIntervals(handWorked, { metrics, seed: 1 });
    expect(evaluation.intervals).toEqual({ accuracy: alone.accuracy.interval, macroF1: null });
    const twice = {
      labels: [...handWorked.labels, ...handWorked.labels],
      scores: [...handWorked.scores, ...handWorked.scores],
    };
    const { intervals: ofTwice, ...rest } = evaluate(twice, { classes, seed: 1 });
    expect(ofTwice.macroF1).toEqual(confidenceIntervals(twice, { metrics, seed: 1 }).macroF1.interval);
    expect(ofTwice.macroF1).not.toBeNull();
    expect(rest).not.toHaveProperty('withoutInterval');
    const groups = ['a', 'a', 'a', 'b', 'b', 'c'];
    const { intervals } = evaluate(handWorked, { classes, seed: 1, groups });
    expect(intervals.accuracy).toEqual(
      confidenceIntervals(handWorked, { metrics, seed: 1, groups }).accuracy.interval,
    );
    expect(intervals.accuracy).not.toEqual(alone.accuracy.interval);
  });

  it('says why a metric has no interval', () => {
    expect(evaluation.withoutInterval).toEqual({
      macroF1: '3 of 3 classes are held by fewer than 3 samples',
    });
    const groups = ['a', 'a', 'a', 'b', 'b', 'c'];
    expect(evaluate(handWorked, { classes, seed: 1, groups }).withoutInterval).toEqual({
      macroF1: '3 of 3 classes are held by fewer than 3 groups',
    });
  });

  it('holds exactly what the report schema lists, and survives JSON', () => {
    expect(Object.keys(evaluation)).toEqual([
      'task',
      'n',
      'accuracy',
      'macroF1',
      'balancedAccuracy',
      'mcc',
      'kappa',
      'logLoss',
      'brier',
      'ece',
      'rocAuc',
      'averagePrecision',
      'perClass',
      'confusion',
      'intervals',
      'withoutInterval',
    ]);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('is null for metrics that are undefined', () => {
    const one = evaluate({ labels: [1], scores: [[0.2, 0.5, 0.3]] }, { classes, seed: 1 });
    expect(one.rocAuc).toEqual({ macro: null, perClass: [null, null, null] });
    expect(one.averagePrecision).toEqual({ macro: 1, perClass: [null, 1, null] });
    expect(one.intervals).toEqual({ accuracy: null, macroF1: null });
    const reason = 'there is only one sample';
    expect(one.withoutInterval).toEqual({ accuracy: reason, macroF1: reason });
  });

  it('refuses a number of classes other than the number of columns', () => {
    expect(() => evaluate(handWorked, { classes: classes.slice(1), seed: 1 })).toThrow(
      new RangeError('classes must name every column of scores; received 2 names for 3 columns'),
    );
  });
});

describe('evaluate of several labels', () => {
  const evaluation = evaluate(handWorkedSeveral, { classes, seed: 1 });

  it('measures the hand-worked samples', () => {
    expect(evaluation.n).toBe(4);
    expect(evaluation.thresholds).toEqual([0.5, 0.5, 0.5]);
    expect(evaluation.exactMatch).toBe(1 / 4);
    expect(evaluation.hammingLoss).toBe(5 / 12);
    expect(evaluation.macroF1).toBe(1 / 3);
    expect(evaluation.microF1).toBe(4 / 9);
    expect(evaluation.weightedF1).toBe(1 / 2);
    expect(evaluation.samplesF1).toBe(1 / 3);
    expect(evaluation.averages).toEqual(averagedScores(handWorkedSeveral));
    expect(evaluation.jaccard).toEqual(jaccard(handWorkedSeveral));
    expect(evaluation.mcc).toBe(matthewsCorrelation(handWorkedSeveral));
    expect(evaluation.kappa).toBe(cohenKappa(handWorkedSeveral));
    expect(evaluation.logLoss).toBe(logLoss(handWorkedSeveral));
    expect(evaluation.brier).toBe(brierScore(handWorkedSeveral));
    expect(evaluation.ece).toBe(expectedCalibrationError(handWorkedSeveral));
    expect(evaluation.rocAuc).toEqual(rocAuc(handWorkedSeveral));
    expect(evaluation.averagePrecision).toEqual(averagePrecision(handWorkedSeveral));
    expect(evaluation.confusion).toEqual(confusionMatrix(handWorkedSeveral));
    expect(evaluation.mistakenFor[0]).toEqual([0, 1, 1]);
  });

  it('names the classes in the order of the columns', () => {
    expect(evaluation.perClass.map(({ id }) => id)).toEqual([25, 0, 2]);
    expect(evaluation.perClass[2]).toMatchObject({ name: 'Nucleoli', support: 0, predicted: 1, f1: 0 });
  });

  it('predicts at the thresholds given', () => {
    const thresholds = [0.9, 0.4, 0.51];
    const fitted = evaluate({ ...handWorkedSeveral, thresholds }, { classes, seed: 1 });
    expect(fitted.thresholds).toEqual(thresholds);
    expect(fitted.exactMatch).toBe(3 / 4);
    expect(fitted.rocAuc).toEqual(evaluation.rocAuc);
  });

  it('has intervals of micro F1 and exact match, none of macro F1 if classes are rare, or null if there is one sample', () => {
    const { macroF1: none, ...intervals } = evaluation.intervals;
    expect(none).toBeNull();
    expect(evaluation.withoutInterval).toEqual({
      macroF1: '3 of 3 classes are held by fewer than 3 samples',
    });
    for (const interval of Object.values(intervals)) {
      const [low, high] = interval!;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThan(high);
    }
    const one = { task: 'multi-label', labels: [[0]], scores: [[0.9, 0.1, 0.1]] } as const;
    expect(evaluate(one, { classes, seed: 1 }).intervals).toEqual({
      macroF1: null,
      microF1: null,
      exactMatch: null,
    });
  });

  it('holds exactly what the report schema lists, and survives JSON', () => {
    expect(Object.keys(evaluation)).toEqual([
      'task',
      'n',
      'thresholds',
      'exactMatch',
      'hammingLoss',
      'macroF1',
      'microF1',
      'weightedF1',
      'samplesF1',
      'averages',
      'jaccard',
      'mcc',
      'kappa',
      'logLoss',
      'brier',
      'ece',
      'rocAuc',
      'averagePrecision',
      'perClass',
      'confusion',
      'coOccurrence',
      'mistakenFor',
      'missedBeside',
      'intervals',
      'withoutInterval',
    ]);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });
});
