import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  averagePrecision,
  bootstrap,
  brierScore,
  type ClassificationData,
  cohenKappa,
  confusionMatrix,
  expectedCalibrationError,
  hammingLoss,
  logLoss,
  macroF1,
  matthewsCorrelation,
  perClass,
  rocAuc,
} from '../../src/index.js';
import { certain, handWorked } from '../support/hand-worked.js';

/** Functions of this package, and how to make one number of each. */
const metrics = {
  accuracy,
  macroF1,
  matthewsCorrelation,
  cohenKappa,
  hammingLoss,
  logLoss,
  brierScore,
  expectedCalibrationError,
  rocAuc: (data) => rocAuc(data).macro,
  averagePrecision: (data) => averagePrecision(data).macro,
  confusion: (data) => confusionMatrix(data)[0]!.flat()[1]!,
  perClass: (data) => perClass(data)[1]!.recall,
} satisfies Record<string, (data: ClassificationData) => number | null>;

/** The data of a resample, listed the long way, so that nothing is known of them beforehand. */
function copied(data: ClassificationData): ClassificationData {
  return JSON.parse(JSON.stringify(data));
}

const classCount = 3;
const sampleCount = 9;
const rowsOf = <Value>(value: fc.Arbitrary<Value>) =>
  fc.array(fc.array(value, { minLength: classCount, maxLength: classCount }), {
    minLength: sampleCount,
    maxLength: sampleCount,
  });
// Few levels, so that there are ties.
const level = fc.integer({ min: 0, max: 5 }).map((fifths) => fifths / 5);
const multiLabel = fc
  .record({ indicators: rowsOf(fc.boolean()), scores: rowsOf(level) })
  .map(({ indicators, scores }) => {
    const labels = indicators.map((row) => [...row.keys()].filter((index) => row[index]));
    return { task: 'multi-label', labels, scores, thresholds: [0.4, 0.6, 0.8] } as const;
  });
const singleLabel = fc
  .record({
    labels: fc.array(fc.integer({ min: 0, max: classCount - 1 }), {
      minLength: sampleCount,
      maxLength: sampleCount,
    }),
    scores: rowsOf(fc.integer({ min: 1, max: 4 })),
  })
  .map(({ labels, scores }) => ({
    labels,
    scores: scores.map((row) => {
      const sum = row.reduce((total, value) => total + value, 0);
      return row.map((value) => value / sum);
    }),
  }));
const groups = fc.option(
  fc.array(fc.constantFrom('first', 'second', 'third'), {
    minLength: sampleCount,
    maxLength: sampleCount,
  }),
  { nil: undefined },
);

describe('bootstrap', () => {
  it('draws what it always drew from a seed', () => {
    const options = { seed: 3, resamples: 200, level: 0.8, groups: ['a', 'a', 'b', 'c', 'c', 'd'] };
    expect(bootstrap(handWorked, { metrics: { accuracy, macroF1 }, ...options })).toEqual({
      accuracy: [0.4, 0.8571428571428571],
      macroF1: [0.3533333333333332, 0.8412698412698413],
    });
  });

  it('knows of a resample what a function would compute from its rows', () => {
    fc.assert(
      fc.property(fc.oneof(singleLabel, multiLabel), groups, (data, drawnTogether) => {
        for (const [name, metric] of Object.entries<(data: ClassificationData) => number | null>(metrics)) {
          bootstrap(data, {
            metrics: {
              [name]: (resampled: ClassificationData) => {
                const known = metric(resampled);
                const computed = metric(copied(resampled));
                if (known === null || computed === null) {
                  expect(known).toBe(computed);
                } else {
                  expect(known).toBeCloseTo(computed, 12);
                }
                return known;
              },
            },
            seed: 1,
            resamples: 4,
            groups: drawnTogether,
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps groups whole, in the form of the data', () => {
    const indicators = [[true], [true], [true], [false]];
    const scores = [[0.1], [0.2], [0.3], [0.4]];
    const draws: ClassificationData[] = [];
    bootstrap(
      { task: 'multi-label', indicators, scores, thresholds: [0.25] },
      {
        metrics: {
          kept: (data) => {
            draws.push(data);
            return 0;
          },
        },
        seed: 1,
        resamples: 50,
        groups: ['one', 'one', 'one', 'two'],
      },
    );
    expect(draws.length).toBe(50);
    for (const { task, labels, thresholds, scores: drawn, ...rest } of draws) {
      const times = (score: number) => drawn.filter((row) => row[0] === score).length;
      expect(times(0.2)).toBe(times(0.1));
      expect(times(0.3)).toBe(times(0.1));
      expect(times(0.1) + times(0.4)).toBe(2);
      expect(rest.indicators).toEqual(drawn.map(([score]) => [score! < 0.4]));
      expect({ task, labels, thresholds }).toEqual({
        task: 'multi-label',
        labels: undefined,
        thresholds: [0.25],
      });
    }
    expect(new Set(draws.map(({ scores: drawn }) => drawn.length)).size).toBe(3);
  });

  it('takes any function of data', () => {
    const labels = [0, 0, 1, 1];
    const data = { labels, scores: certain([0, 0, 1, 0]) };
    const share = (resampled: ClassificationData) =>
      (resampled.labels as number[]).filter((label) => label === 0).length / resampled.scores.length;
    const groupsOf = ['a', 'b', 'a', 'b'];
    expect(bootstrap(data, { metrics: { share }, seed: 1, groups: groupsOf }).share).toEqual([0.5, 0.5]);
    const changed = (resampled: ClassificationData) =>
      accuracy({ ...resampled, scores: certain([0, 0, 0, 0]) } as never);
    expect(bootstrap(data, { metrics: { changed }, seed: 1, groups: groupsOf }).changed).toEqual([0.5, 0.5]);
  });

  it('has no interval for a metric that is undefined on any resample', () => {
    const data = { task: 'multi-label', labels: [[0], [], [0]], scores: [[0.9], [0.6], [0.4]] } as const;
    const intervals = bootstrap(data, {
      metrics: { accuracy, rocAuc: (resampled) => rocAuc(resampled).macro },
      seed: 1,
    });
    expect(intervals.rocAuc).toBeNull();
    expect(intervals.accuracy).not.toBeNull();
  });

  it('has the width of the binomial distribution of an exact match', () => {
    // 320 of 400 samples match: 0.8 +- 1.96 sqrt(0.8 * 0.2 / 400), as for one label.
    const labels = Array.from({ length: 400 }, (_, sample) => (sample < 320 ? [0, 1] : [0]));
    const scores = labels.map(() => [0.75, 0.75]);
    const { matches } = bootstrap(
      { task: 'multi-label', labels, scores },
      { metrics: { matches: accuracy }, seed: 1, resamples: 4000 },
    );
    expect(Math.abs(matches![0] - (0.8 - 1.96 * 0.02))).toBeLessThan(0.005);
    expect(Math.abs(matches![1] - (0.8 + 1.96 * 0.02))).toBeLessThan(0.005);
  });

  it('counts over all classes of a multi-label task, those that a resample misses too', () => {
    // As the competition scored it: of two classes one is never there, so that macro F1 is at most a half.
    const data = {
      task: 'multi-label',
      labels: [[0], [0], [0]],
      scores: [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
    } as const;
    expect(bootstrap(data, { metrics: { macroF1 }, seed: 1 }).macroF1).toEqual([0.5, 0.5]);
  });
});
