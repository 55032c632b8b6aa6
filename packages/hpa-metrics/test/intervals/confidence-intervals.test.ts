import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, confidenceIntervals, logLoss, macroF1, rocAuc } from '../../src/index.js';
import { dataAndOrder, reordered } from '../support/arbitraries.js';
import { certain, handWorked } from '../support/hand-worked.js';

const metrics = { accuracy, macroF1 };

/** Samples of class 0, the first of which are right. */
function rightOn(right: number, { of }: { of: number }): { labels: number[]; scores: number[][] } {
  const samples = Array.from({ length: of }, (_, sample) => sample);
  return { labels: samples.map(() => 0), scores: certain(samples.map((sample) => Number(sample >= right))) };
}

describe('confidenceIntervals', () => {
  it('is an interval of Student on the scale of log odds', () => {
    // Two of three right: the variance is p (1 - p) / (n - 1) = 1/9, and t of two degrees of freedom is 4.3026527 at 95 %.
    const { value, interval } = confidenceIntervals(rightOn(2, { of: 3 }), { metrics, seed: 1 }).accuracy;
    const half = (4.302652729749464 * (1 / 3)) / ((2 / 3) * (1 / 3));
    expect(value).toBeCloseTo(2 / 3, 15);
    expect(interval![0]).toBeCloseTo(1 / (1 + Math.exp(-(Math.log(2) - half))), 10);
    expect(interval![1]).toBeCloseTo(1 / (1 + Math.exp(-(Math.log(2) + half))), 10);
  });

  it('is that of a mean for any function of data', () => {
    // The mean of 1, 2, 6 is 3, its standard error sqrt(7 / 3).
    const data = rightOn(3, { of: 3 });
    const scores = [[1], [2], [6]].map(([part]) => [part! / 10, 1 - part! / 10]);
    const mean = (rest: { scores: readonly (readonly number[])[] }) =>
      rest.scores.reduce((sum, row) => sum + 10 * row[0]!, 0) / rest.scores.length;
    const { interval } = confidenceIntervals({ ...data, scores }, { metrics: { mean }, seed: 1 }).mean;
    expect(interval![0]).toBeCloseTo(3 - 4.302652729749464 * Math.sqrt(7 / 3), 10);
    expect(interval![1]).toBeCloseTo(3 + 4.302652729749464 * Math.sqrt(7 / 3), 10);
  });

  it('has the width of the binomial distribution of an accuracy', () => {
    const [low, high] = confidenceIntervals(rightOn(320, { of: 400 }), { metrics, seed: 1 }).accuracy
      .interval!;
    // 0.8 +- 1.96 sqrt(0.8 * 0.2 / 400), a little to the left on the scale of log odds.
    expect(Math.abs(low - (0.8 - 1.96 * 0.02))).toBeLessThan(0.004);
    expect(Math.abs(high - (0.8 + 1.96 * 0.02))).toBeLessThan(0.004);
  });

  it('narrows as the level falls, and stays in [0, 1]', () => {
    const width = (level: number) => {
      const data = rightOn(9, { of: 10 });
      const [low, high] = confidenceIntervals(data, { metrics, seed: 1, level }).accuracy.interval!;
      expect(low).toBeGreaterThan(0);
      expect(high).toBeLessThan(1);
      return high - low;
    };
    expect(width(0.5)).toBeLessThan(width(0.9));
    expect(width(0.9)).toBeLessThan(width(0.999));
  });

  it('gains nothing from copies within a group', () => {
    const data = { labels: [0, 0, 0, 0, 1, 1, 1], scores: certain([0, 0, 0, 1, 1, 1, 0]) };
    const nine = Array.from({ length: 9 * 7 }, (_, copy) => Math.floor(copy / 9));
    const copies = {
      labels: nine.map((sample) => data.labels[sample]!),
      scores: nine.map((sample) => data.scores[sample]!),
    };
    const groups = nine.map((sample) => `image ${sample}`);
    const single = confidenceIntervals(data, { metrics, seed: 3 }).macroF1.interval!;
    const [low, high] = confidenceIntervals(copies, { metrics, seed: 3, groups }).macroF1.interval!;
    expect(low).toBeCloseTo(single[0], 12);
    expect(high).toBeCloseTo(single[1], 12);

    const alone = confidenceIntervals(copies, { metrics, seed: 3 }).macroF1.interval!;
    expect(alone[1] - alone[0]).toBeLessThan((single[1] - single[0]) / 2);
  });

  it('does not depend on the order of the samples', () => {
    fc.assert(
      fc.property(dataAndOrder, ([data, order]) => {
        const [one, other] = [data, reordered(data, order)].map(
          (samples) => confidenceIntervals(samples, { metrics: { logLoss }, seed: 1 }).logLoss,
        );
        expect(other!.reason).toBe(one!.reason);
        for (const [end, value] of (one!.interval ?? []).entries()) {
          expect(other!.interval![end]).toBeCloseTo(value, 9);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('covers other trainings too, if there are several', () => {
    const { labels, scores } = rightOn(6, { of: 10 });
    const better = rightOn(9, { of: 10 }).scores;
    const value = (trainings: number[][][]) =>
      confidenceIntervals({ labels, trainings }, { metrics, seed: 1 }).accuracy;
    expect(value([scores]).interval).toEqual(
      confidenceIntervals({ labels, scores }, { metrics, seed: 1 }).accuracy.interval,
    );
    const [low, high] = value([scores, better, better]).interval!;
    expect(value([scores, better, better]).value).toBeCloseTo(0.8, 15);
    const [lowOfCells, highOfCells] = confidenceIntervals(rightOn(8, { of: 10 }), {
      metrics,
      seed: 1,
    }).accuracy.interval!;
    expect(high - low).toBeGreaterThan(highOfCells - lowOfCells);
  });

  it('joins samples of a class if there are more than resamples', () => {
    const labels = Array.from({ length: 600 }, (_, sample) => sample % 2);
    const scores = certain(labels.map((label, sample) => (sample % 5 === 0 ? 1 - label : label)));
    const width = (options: { resamples?: number; seed: number }) => {
      const [low, high] = confidenceIntervals({ labels, scores }, { metrics, ...options }).macroF1.interval!;
      return high - low;
    };
    // 60 units of 10 samples instead of 600 of one estimate the same variance, with a standard error of a tenth.
    expect(width({ resamples: 60, seed: 1 }) / width({ seed: 1 })).toBeGreaterThan(0.7);
    expect(width({ resamples: 60, seed: 1 }) / width({ seed: 1 })).toBeLessThan(1.3);
    expect(width({ resamples: 60, seed: 1 })).toBe(width({ resamples: 60, seed: 1 }));
    expect(width({ resamples: 60, seed: 1 })).not.toBe(width({ resamples: 60, seed: 2 }));
    expect(width({ seed: 1 })).toBe(width({ seed: 2 }));
  });

  it('says in words why there is no interval', () => {
    const reasonOf = (data: Parameters<typeof confidenceIntervals>[0], groups?: string[]) =>
      confidenceIntervals(data, { metrics: { macroF1 }, seed: 1, groups }).macroF1;
    const data = { labels: [0, 0, 0, 1, 1], scores: certain([0, 0, 1, 1, 0]) };
    expect(reasonOf({ labels: [0], scores: certain([0]) })).toEqual({
      value: 1,
      interval: null,
      reason: 'there is only one sample',
    });
    expect(reasonOf(data, ['one', 'one', 'one', 'one', 'one']).reason).toBe('there is only one group');
    expect(reasonOf(data).reason).toBe('1 of 2 classes is held by fewer than 3 samples');
    expect(reasonOf(data, ['a', 'a', 'b', 'b', 'c']).reason).toBe(
      '2 of 2 classes are held by fewer than 3 groups',
    );
    const perfect = { labels: [0, 0, 0, 1, 1, 1], scores: certain([0, 0, 0, 1, 1, 1]) };
    expect(reasonOf(perfect).reason).toBe('it is the same without any one sample');
    const auc = { auc: (rest: typeof data) => rocAuc(rest).macro };
    const several = { task: 'multi-label', labels: [[0], [], [0]], scores: [[0.9], [0.6], [0.4]] } as const;
    expect(confidenceIntervals(several, { metrics: auc as never, seed: 1 })).toEqual({
      auc: { value: 0.5, interval: null, reason: 'the metric is undefined without one of the samples' },
    });
    const none = { ...several, labels: [[0], [0], [0]] };
    expect(confidenceIntervals(none, { metrics: auc as never, seed: 1 })).toEqual({
      auc: { value: null, interval: null, reason: 'the metric is undefined' },
    });
  });

  it('refuses invalid options and metrics', () => {
    const run = (options: object) => () => confidenceIntervals(handWorked, { metrics, seed: 1, ...options });
    expect(run({ seed: -1 })).toThrow(/^seed must be/);
    expect(run({ resamples: 1 })).toThrow('resamples must be an integer of at least 2; received 1');
    expect(run({ level: 95 })).toThrow(/^level must be/);
    expect(run({ groups: [] })).toThrow(/^groups must name/);
    expect(run({ metrics: { odd: () => Number.NaN } })).toThrow(
      'metrics.odd must return a finite number or null; received NaN',
    );
  });
});
