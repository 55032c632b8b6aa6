import { describe, expect, it } from 'vitest';
import { accuracyFromConfusion, bootstrap, evaluate, macroF1FromConfusion, rocAuc } from '../src/index.js';
import { handWorked } from './support/hand-worked.js';

const classes = [
  { id: 25, name: 'Cytosol' },
  { id: 0, name: 'Nucleoplasm' },
  { id: 2, name: 'Nucleoli' },
];

describe('evaluate', () => {
  const evaluation = evaluate(handWorked, { classes, seed: 1, resamples: 200 });

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

  it('has the bootstrap intervals of accuracy and macro F1, over whole groups if given', () => {
    const metrics = { accuracy: accuracyFromConfusion, macroF1: macroF1FromConfusion };
    expect(evaluation.intervals).toEqual(bootstrap(handWorked, { metrics, seed: 1, resamples: 200 }));
    const groups = ['a', 'a', 'a', 'b', 'b', 'c'];
    expect(evaluate(handWorked, { classes, seed: 1, groups }).intervals).toEqual(
      bootstrap(handWorked, { metrics, seed: 1, groups }),
    );
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
    ]);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('is null for metrics that are undefined', () => {
    const one = evaluate({ labels: [1], scores: [[0.2, 0.5, 0.3]] }, { classes, seed: 1 });
    expect(one.rocAuc).toEqual({ macro: null, perClass: [null, null, null] });
    expect(one.averagePrecision).toEqual({ macro: 1, perClass: [null, 1, null] });
    expect(one.intervals).toEqual({ accuracy: null, macroF1: null });
  });

  it('refuses a number of classes other than the number of columns', () => {
    expect(() => evaluate(handWorked, { classes: classes.slice(1), seed: 1 })).toThrow(
      new RangeError('classes must name every column of scores; received 2 names for 3 columns'),
    );
  });
});
