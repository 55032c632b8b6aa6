import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  averagePrecision,
  brierScore,
  type ClassificationData,
  cohenKappa,
  confidenceIntervals,
  confusionMatrix,
  expectedCalibrationError,
  hammingLoss,
  logLoss,
  macroF1,
  matthewsCorrelation,
  perClass,
  rocAuc,
} from '../../src/index.js';
import { certain } from '../support/hand-worked.js';

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

/** Data without some samples, listed the long way, so that nothing is known of them beforehand. */
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

describe('what a metric is given', () => {
  it('knows what a function would compute from its rows', () => {
    fc.assert(
      fc.property(fc.oneof(singleLabel, multiLabel), groups, (data, together) => {
        for (const [name, metric] of Object.entries<(data: ClassificationData) => number | null>(metrics)) {
          const compared = (rest: ClassificationData) => {
            const known = metric(rest);
            const computed = metric(copied(rest));
            if (known === null || computed === null) {
              expect(known).toBe(computed);
            } else {
              expect(known).toBeCloseTo(computed, 12);
            }
            return known;
          };
          confidenceIntervals(data, { metrics: { [name]: compared }, seed: 1, groups: together });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is all samples, then the rest without each group, in the form of the data', () => {
    const indicators = [[true], [true], [true], [false]];
    const scores = [[0.1], [0.2], [0.3], [0.4]];
    const given: ClassificationData[] = [];
    const kept = (data: ClassificationData) => {
      given.push(data);
      return 0;
    };
    confidenceIntervals(
      { task: 'multi-label', indicators, scores, thresholds: [0.25] },
      { metrics: { kept }, seed: 1, groups: ['one', 'one', 'two', 'one'] },
    );
    expect(given.map((data) => ({ ...data, scores: data.scores, indicators: data.indicators }))).toEqual([
      { task: 'multi-label', indicators, scores, thresholds: [0.25] },
      { task: 'multi-label', indicators: [[true]], scores: [[0.3]], thresholds: [0.25] },
      {
        task: 'multi-label',
        indicators: [[true], [true], [false]],
        scores: [[0.1], [0.2], [0.4]],
        thresholds: [0.25],
      },
    ]);
  });

  it('may be copied with other scores, and is other data then', () => {
    const data = { labels: [0, 0, 1, 1], scores: certain([0, 0, 1, 0]) };
    const changed = (rest: ClassificationData) =>
      accuracy({ ...rest, scores: certain(Array.from(rest.scores, () => 0)) } as never);
    expect(confidenceIntervals(data, { metrics: { changed }, seed: 1 }).changed.value).toBe(0.5);
  });
});
