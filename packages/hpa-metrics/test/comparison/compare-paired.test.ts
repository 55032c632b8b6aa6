import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, comparePaired, macroF1, rocAuc } from '../../src/index.js';
import { dataOfSize } from '../support/arbitraries.js';
import { certain } from '../support/hand-worked.js';

const metrics = { accuracy, macroF1 };

/** 100 samples of class 0: model a is right on the first `rightA`, model b on the first `rightB`. */
function nested({ rightA, rightB }: { rightA: number; rightB: number }) {
  const rows = (right: number) =>
    certain(Array.from({ length: 100 }, (_, sample) => (sample < right ? 0 : 1)));
  return { labels: new Array<number>(100).fill(0), a: rows(rightA), b: rows(rightB) };
}

describe('comparePaired', () => {
  it('gives both metrics and their difference', () => {
    const { differences, mcnemar } = comparePaired(nested({ rightA: 80, rightB: 65 }), { metrics, seed: 1 });
    expect(differences.accuracy.a).toBe(0.8);
    expect(differences.accuracy.b).toBe(0.65);
    expect(differences.accuracy.difference).toBeCloseTo(0.15, 15);
    expect(mcnemar).toMatchObject({ bothRight: 65, onlyA: 15, onlyB: 0, bothWrong: 20 });
    expect(mcnemar.pValue).toBeCloseTo(2 / 2 ** 15, 15);
  });

  it('pairs the samples: what both find easy or hard cancels out', () => {
    const [low, high] = comparePaired(nested({ rightA: 80, rightB: 65 }), {
      metrics,
      seed: 1,
      resamples: 4000,
    }).differences.accuracy.interval!;
    // The difference is the mean of 15 ones and 85 zeros: sd sqrt(.15 * .85 / 100) = .0357. Unpaired it would
    // be sqrt(.8 * .2 / 100 + .65 * .35 / 100) = .0622. Steps of 1/100 blur each end.
    expect(Math.abs(low - (0.15 - 1.96 * 0.0357))).toBeLessThan(0.015);
    expect(Math.abs(high - (0.15 + 1.96 * 0.0357))).toBeLessThan(0.015);
  });

  it('finds no difference between a model and itself', () => {
    const { differences } = comparePaired(nested({ rightA: 70, rightB: 70 }), { metrics, seed: 1 });
    expect(differences.accuracy).toEqual({ a: 0.7, b: 0.7, difference: 0, interval: [0, 0], pValue: 1 });
    expect(differences.macroF1.pValue).toBe(1);
  });

  it('gives a p-value of at least 2 / (R + 1)', () => {
    const { differences } = comparePaired(nested({ rightA: 100, rightB: 0 }), {
      metrics,
      seed: 1,
      resamples: 99,
    });
    expect(differences.accuracy.interval).toEqual([1, 1]);
    expect(differences.accuracy.pValue).toBe(0.02);
  });

  it('gives the p-value of a difference that one sample decides', () => {
    // Two samples, a right on the first alone, b on neither: d* is 0 with probability 1/4.
    const data = { labels: [0, 0], a: certain([0, 1]), b: certain([1, 1]) };
    const { pValue } = comparePaired(data, { metrics, seed: 1, resamples: 10_000 }).differences.accuracy;
    // Five standard deviations of twice a share of 1/4 over 10,000 draws: 10 sqrt(.25 * .75 / 10000) = .043.
    expect(Math.abs(pValue! - 0.5)).toBeLessThan(0.043);
  });

  it('is mirrored if the models are swapped', () => {
    const pair = fc.tuple(
      dataOfSize({ classCount: 3, sampleCount: 12 }),
      dataOfSize({ classCount: 3, sampleCount: 12 }),
    );
    fc.assert(
      fc.property(pair, ([{ labels, scores: a }, { scores: b }]) => {
        const options = { metrics, seed: 9, resamples: 40 };
        const { accuracy } = comparePaired({ labels, a, b }, options).differences;
        const { accuracy: mirrored } = comparePaired({ labels, a: b, b: a }, options).differences;
        expect(mirrored.difference).toBeCloseTo(-accuracy.difference, 15);
        expect(mirrored.interval![0]).toBeCloseTo(-accuracy.interval![1], 14);
        expect(mirrored.interval![1]).toBeCloseTo(-accuracy.interval![0], 14);
        expect(mirrored.pValue).toBe(accuracy.pValue);
      }),
    );
  });

  it('is wider if samples come in groups', () => {
    const data = nested({ rightA: 80, rightB: 65 });
    const groups = data.labels.map((_, sample) => `image ${Math.floor(sample / 10)}`);
    const width = (options: { groups?: readonly string[] }) => {
      const { interval } = comparePaired(data, { metrics, seed: 1, ...options }).differences.accuracy;
      return interval![1] - interval![0];
    };
    expect(width({ groups })).toBeGreaterThan(1.5 * width({}));
  });

  it('rarely calls two models of equal skill different', () => {
    // 300 pairs of models that are right on 70 % of 60 samples, by a multiplicative congruential sequence.
    let state = 1;
    const rightOrWrong = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647 < 0.7 ? 0 : 1;
    };
    const labels = new Array<number>(60).fill(0);
    let alarms = 0;
    for (let seed = 0; seed < 300; seed++) {
      const [a, b] = [certain(labels.map(rightOrWrong)), certain(labels.map(rightOrWrong))];
      const { accuracy } = comparePaired({ labels, a, b }, { metrics, seed, resamples: 199 }).differences;
      if (accuracy.pValue! < 0.05) {
        alarms += 1;
      }
    }
    // 5 % of 300 is 15; four standard deviations are 15.
    expect(alarms).toBeLessThan(30);
    expect(alarms).toBeGreaterThan(0);
  });

  it('has no interval and no p-value if there is only one group', () => {
    const data = nested({ rightA: 80, rightB: 65 });
    const { differences } = comparePaired(data, { metrics, seed: 1, groups: data.labels.map(() => 'one') });
    expect(differences.accuracy).toMatchObject({ a: 0.8, b: 0.65, interval: null, pValue: null });
  });

  it('compares multi-label models at the thresholds of each', () => {
    // Model b is model a with thresholds at which it claims too much: right on none of the samples of no class.
    const labels = Array.from({ length: 40 }, (_, sample) => (sample % 2 === 0 ? [0] : []));
    const scores = labels.map((row) => (row.length === 1 ? [0.9, 0.3] : [0.4, 0.3]));
    const data = {
      task: 'multi-label',
      labels,
      a: scores,
      b: scores,
      thresholds: { b: [0.25, 0.5] },
    } as const;
    const { differences, mcnemar } = comparePaired(data, { metrics, seed: 1 });
    expect(differences.accuracy).toMatchObject({ a: 1, b: 0.5, difference: 0.5 });
    // Class 0: F1 1 against 2 20 / (40 + 20). Class 1, which never occurs, counts 0 for both.
    expect(differences.macroF1.a).toBe(0.5);
    expect(differences.macroF1.b).toBeCloseTo(1 / 3, 15);
    expect(differences.macroF1.interval![0]).toBeGreaterThan(0);
    expect(mcnemar).toMatchObject({ bothRight: 20, onlyA: 20, onlyB: 0, bothWrong: 0 });
    expect(mcnemar.pValue).toBeCloseTo(2 / 2 ** 20, 15);
    const indicators = labels.map((row) => [row.length, 0]);
    const { labels: _, ...rest } = data;
    expect(comparePaired({ ...rest, indicators }, { metrics, seed: 1 })).toEqual({ differences, mcnemar });
  });

  it('is null where a metric is undefined: for a model, or on a resample', () => {
    const data = { labels: [0, 1, 0], a: certain([0, 1, 0]), b: certain([0, 0, 1]) };
    const { differences } = comparePaired(data, {
      metrics: {
        rocAuc: (resampled) => rocAuc(resampled).macro,
        never: () => null,
        accuracy,
      },
      seed: 1,
    });
    // Some resamples hold one class only.
    expect(differences.rocAuc).toEqual({ a: 1, b: 0.25, difference: 0.75, interval: null, pValue: null });
    expect(differences.never).toEqual({ a: null, b: null, difference: null, interval: null, pValue: null });
    expect(differences.accuracy.interval).not.toBeNull();
  });

  it('refuses invalid options', () => {
    const data = nested({ rightA: 1, rightB: 1 });
    expect(() => comparePaired(data, { metrics, seed: 0.5 })).toThrow(/^seed must be/);
    expect(() => comparePaired(data, { metrics, seed: 1, resamples: 0 })).toThrow(/^resamples must be/);
    expect(() => comparePaired(data, { metrics, seed: 1, level: 1 })).toThrow(/^level must be/);
    expect(() => comparePaired(data, { metrics, seed: 1, groups: ['a'] })).toThrow(/^groups must name/);
  });
});
