import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTemperature, type ClassificationData, fitTemperature, logLoss } from '../../src/index.js';

const sure = (count: number, row: readonly number[]) => Array.from({ length: count }, () => row);

const sampleCount = 10;
const classCount = 3;
const share = fc.oneof(fc.constantFrom(0, 1e-30, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const rows = fc.array(fc.array(share, { minLength: classCount, maxLength: classCount }), {
  minLength: sampleCount,
  maxLength: sampleCount,
});
const multiLabel = fc
  .record({
    indicators: fc.array(fc.array(fc.boolean(), { minLength: classCount, maxLength: classCount }), {
      minLength: sampleCount,
      maxLength: sampleCount,
    }),
    scores: rows,
  })
  .map((data) => ({ task: 'multi-label', ...data, split: 'validation' }) as const);
const singleLabel = fc
  .record({
    labels: fc.array(fc.integer({ min: 0, max: classCount - 1 }), {
      minLength: sampleCount,
      maxLength: sampleCount,
    }),
    scores: rows.map((drawn) =>
      drawn.map((row) => {
        const sum = row.reduce((total, value) => total + value, 0);
        return sum < 1e-6 ? [1, 0, 0] : row.map((value) => value / sum);
      }),
    ),
  })
  .map((data) => ({ ...data, split: 'validation' }) as const);

describe('fitTemperature of a softmax', () => {
  it('is 2 if a probability of 9 in 10 is right 3 times in 4', () => {
    // log(9) is twice log(3). The gap between 0.9 and 0.75 closes.
    const data = { labels: [0, 0, 0, 1], scores: sure(4, [0.9, 0.1]), split: 'validation' } as const;
    const { values, eceBefore, eceAfter, ...rest } = fitTemperature(data);
    expect(values).toEqual([expect.closeTo(2, 12)]);
    expect(eceBefore).toBeCloseTo(0.15, 12);
    expect(eceAfter).toBeCloseTo(0, 12);
    expect(rest).toEqual({ task: 'single-label', split: 'validation', samples: 4, smoothing: 0 });
  });

  it('is a half if a probability of 3 in 4 is right 9 times in 10', () => {
    const labels = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    const { values } = fitTemperature({ labels, scores: sure(10, [0.75, 0.25]), split: 'validation' });
    expect(values).toEqual([expect.closeTo(0.5, 12)]);
  });

  it('stays within its bounds if all samples are right, or scores are no better than chance', () => {
    const right = { labels: [0, 0], scores: sure(2, [0.6, 0.4]), split: 'validation' } as const;
    expect(fitTemperature(right).values).toEqual([expect.closeTo(0.1, 15)]);
    const chance = { labels: [0, 1], scores: sure(2, [0.6, 0.4]), split: 'validation' } as const;
    expect(fitTemperature(chance).values).toEqual([10]);
  });

  it('is 1 if no temperature changes anything: equal scores, or certain ones', () => {
    for (const row of [
      [0.5, 0.5],
      [1, 0],
    ]) {
      const data = { labels: [0, 1, 0], scores: sure(3, row), split: 'validation' } as const;
      expect(fitTemperature(data).values).toEqual([1]);
    }
  });

  it('has no larger log loss than any other temperature on the samples it was fitted on', () => {
    fc.assert(
      fc.property(singleLabel, (data) => {
        const { values } = fitTemperature(data);
        const lossAt = (value: number) =>
          logLoss({
            labels: data.labels,
            scores: applyTemperature(data.scores, { task: 'single-label', values: [value] }),
          });
        expect(lossAt(values[0]!)).toBeLessThanOrEqual(lossAt(1) + 1e-12);
        // Where no loss is clipped, it is convex, and the smallest.
        if (data.scores.every((row) => row.every((score) => score > 1e-3))) {
          for (const value of [0.1, 0.3, 0.9, 1.1, 3, 10]) {
            expect(lossAt(values[0]!)).toBeLessThanOrEqual(lossAt(value) + 1e-12);
          }
        }
      }),
    );
  });
});

describe('fitTemperature of sigmoids', () => {
  const labels = [[0], [0, 1], [0, 1], []];

  it('is one per class, each by its own samples', () => {
    // Class 0: 0.9 is right 3 times in 4. Class 1: 0.25 stands for 2 in 4, which is chance. Class 2: no sample belongs to it.
    const data = {
      task: 'multi-label',
      labels,
      scores: sure(4, [0.9, 0.25, 0.1]),
      split: 'validation',
    } as const;
    const { values, eceBefore, eceAfter, task } = fitTemperature(data, { smoothing: 0 });
    expect(task).toBe('multi-label');
    expect(values).toEqual([expect.closeTo(2, 12), 10, 1]);
    // Gaps of 0.15, 0.25 and 0.1; after, of 0, 0.5 - sigmoid(-log(3) / 10) and 0.1.
    expect(eceBefore).toBeCloseTo(0.5 / 3, 12);
    expect(eceAfter).toBeCloseTo((0.5 - 1 / (1 + 3 ** 0.1) + 0.1) / 3, 12);
  });

  // Neither class is sure enough: 0.65 is right 15 times in 20.
  const notSureEnough = {
    task: 'multi-label',
    labels: Array.from({ length: 20 }, (_, sample) => [
      ...(sample < 15 ? [0] : []),
      ...(sample < 2 ? [1] : []),
    ]),
    scores: Array.from({ length: 20 }, (_, sample) => [0.65, sample < 3 ? 0.75 : 0.25]),
    split: 'validation',
  } as const;

  it('draws classes to the common temperature the more, the stronger it is', () => {
    const [own, little, much, common] = [0, 1, 10, 1e12].map(
      (smoothing) => fitTemperature(notSureEnough, { smoothing }).values,
    );
    expect(own![0]).toBeCloseTo(Math.log(65 / 35) / Math.log(3), 12);
    // Class 1 alone: 0.75 is right twice in three times, 0.25 never in 17, so 19 of 20 times in all: log(19) / log(3).
    expect(own![1]).toBeCloseTo(Math.log(3) / Math.log(19), 12);
    expect(common![0]).toBeCloseTo(common![1]!, 9);
    expect(common![0]).toBeGreaterThan(own![1]!);
    expect(common![0]).toBeLessThan(own![0]!);
    const shareOf = (values: readonly number[], index: number) =>
      (values[index]! - own![index]!) / (common![index]! - own![index]!);
    for (const index of [0, 1]) {
      const shares = [0, shareOf(little!, index), shareOf(much!, index), 1];
      expect(shares).toEqual([...shares].sort((first, second) => first - second));
      expect(new Set(shares).size).toBe(4);
    }
  });

  it('ends where the loss and the penalty balance', () => {
    const [common] = fitTemperature(notSureEnough, { smoothing: 1e12 }).values;
    const { values } = fitTemperature(notSureEnough, { smoothing: 10 });
    const b0 = 1 / common!;
    // 20 losses of log(1 + exp(-b x)) each, by classes; 17 samples of a class in all.
    const lossOf = (index: number, b: number) => {
      const one = notSureEnough.scores.map((row) => [row[index]!]);
      const labels = notSureEnough.labels.map((row) => (row.includes(index) ? [0] : []));
      const scores = applyTemperature(one, { task: 'multi-label', values: [1 / b] });
      return 20 * logLoss({ task: 'multi-label', labels, scores });
    };
    const step = 1e-4;
    const pooled = (b: number) => lossOf(0, b) + lossOf(1, b);
    const curvature = (pooled(b0 + step) - 2 * pooled(b0) + pooled(b0 - step)) / step ** 2 / 17;
    for (const [index, value] of values.entries()) {
      const b = 1 / value;
      const slope = (lossOf(index, b + step) - lossOf(index, b - step)) / (2 * step);
      // Differences of losses of about 10 are exact to 1e-15 / 1e-4, and to third order in the step.
      expect(slope + 10 * curvature * (b - b0)).toBeCloseTo(0, 5);
    }
  });

  it('keeps 1 for a class with only one kind of label', () => {
    const data = {
      task: 'multi-label',
      indicators: sure(4, [1, 0, 0]).map((row, sample) => [...row.slice(0, 2), Number(sample === 3)]),
      scores: sure(4, [0.9, 0.75, 0.75]),
      split: 'validation',
    } as const;
    expect(fitTemperature(data).values.slice(0, 2)).toEqual([1, 1]);
  });

  it('is not moved by scores of exactly 0 and 1, right or wrong', () => {
    const scores = [[0.9], [0.9], [0.9], [0.9], [0], [1], [0], [1]];
    const truth = [[0], [0], [0], [], [], [0], [0], []];
    const data = { task: 'multi-label', labels: truth, scores, split: 'validation' } as const;
    const { values } = fitTemperature(data, { smoothing: 0 });
    expect(values).toEqual([expect.closeTo(2, 12)]);
  });

  it('never raises the log loss of the samples it was fitted on, drawn to the common temperature or not', () => {
    fc.assert(
      fc.property(multiLabel, fc.constantFrom(0, undefined, 1000), (data, smoothing) => {
        const { values } = fitTemperature(data, { smoothing });
        const after = applyTemperature(data.scores, { task: 'multi-label', values });
        expect(values.every((value) => value >= 0.1 && value <= 10)).toBe(true);
        expect(logLoss({ ...data, scores: after })).toBeLessThanOrEqual(logLoss(data) + 1e-12);
      }),
    );
  });

  it('does not depend on the order of samples beyond rounding, and is plain JSON', () => {
    fc.assert(
      fc.property(multiLabel, (data) => {
        const reversed = {
          ...data,
          indicators: data.indicators.slice().reverse(),
          scores: data.scores.slice().reverse(),
        };
        const fitted = fitTemperature(data);
        expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted);
        const { values } = fitTemperature(reversed);
        const loss = (temperatures: readonly number[]) =>
          logLoss({
            ...data,
            scores: applyTemperature(data.scores, { task: 'multi-label', values: temperatures }),
          } as ClassificationData);
        expect(loss(values)).toBeCloseTo(loss(fitted.values), 10);
      }),
    );
  });
});

describe('fitTemperature', () => {
  it('refuses samples that are not said to be of the validation split', () => {
    const data = { labels: [0, 1], scores: sure(2, [0.5, 0.5]) };
    expect(() => fitTemperature({ ...data, split: 'test' as 'validation' })).toThrow(
      new RangeError("temperatures must be fitted on the validation split; received split: 'test'"),
    );
    expect(() => fitTemperature(data as never)).toThrow(/received split: undefined$/);
  });

  it('refuses smoothing that is none, or that has nothing to smooth', () => {
    const data = {
      task: 'multi-label',
      labels: [[0], []],
      scores: [[0.5], [0.5]],
      split: 'validation',
    } as const;
    for (const smoothing of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => fitTemperature(data, { smoothing })).toThrow(
        `smoothing must be a finite number of samples, at least 0; received ${smoothing}`,
      );
    }
    const single = { labels: [0, 1], scores: sure(2, [0.5, 0.5]), split: 'validation' } as const;
    expect(() => fitTemperature(single, { smoothing: 1 })).toThrow(/^smoothing needs task: 'multi-label'/);
  });

  it('refuses data that metrics refuse', () => {
    expect(() => fitTemperature({ labels: [2], scores: [[0.5, 0.5]], split: 'validation' })).toThrow(
      'labels[0] must be an integer in [0, 2); received 2',
    );
  });
});
