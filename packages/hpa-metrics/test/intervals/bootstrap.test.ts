import { describe, expect, it } from 'vitest';
import { accuracy, bootstrap, macroF1 } from '../../src/index.js';
import { certain, handWorked } from '../support/hand-worked.js';

const metrics = { accuracy, macroF1 };

/** 400 samples of two classes, the first 320 of them right. */
const eightInTen = {
  labels: Array.from({ length: 400 }, (_, sample) => sample % 2),
  scores: certain(Array.from({ length: 400 }, (_, sample) => (sample < 320 ? sample % 2 : 1 - (sample % 2)))),
};

describe('bootstrap', () => {
  it('is [0, 1] for two samples of which one is right', () => {
    // The resampled accuracy is 0, 1/2 or 1 with probabilities 1/4, 1/2, 1/4.
    const data = { labels: [0, 0], scores: certain([0, 1]) };
    expect(bootstrap(data, { metrics, seed: 1 }).accuracy).toEqual([0, 1]);
    expect(bootstrap(data, { metrics, seed: 1, level: 0.4 }).accuracy).toEqual([0.5, 0.5]);
  });

  it('has the width of the binomial distribution of an accuracy', () => {
    const [low, high] = bootstrap(eightInTen, { metrics, seed: 1, resamples: 4000 }).accuracy!;
    // 0.8 +- 1.96 sqrt(0.8 * 0.2 / 400); quantiles of 4000 draws and steps of 1/400 blur each end by about 0.003.
    expect(Math.abs(low - (0.8 - 1.96 * 0.02))).toBeLessThan(0.005);
    expect(Math.abs(high - (0.8 + 1.96 * 0.02))).toBeLessThan(0.005);
  });

  it('narrows as the level falls', () => {
    const width = (level: number) => {
      const [low, high] = bootstrap(eightInTen, { metrics, seed: 1, level }).macroF1!;
      return high - low;
    };
    expect(width(0.5)).toBeLessThan(width(0.9));
    expect(width(0.9)).toBeLessThan(width(0.99));
  });

  it('gains nothing from copies within a group', () => {
    const nine = Array.from({ length: 9 * 6 }, (_, copy) => Math.floor(copy / 9));
    const copies = {
      labels: nine.map((sample) => handWorked.labels[sample]!),
      scores: nine.map((sample) => handWorked.scores[sample]!),
    };
    const groups = nine.map((sample) => `image ${sample}`);
    const single = bootstrap(handWorked, { metrics, seed: 3 });
    expect(bootstrap(copies, { metrics, seed: 3, groups })).toEqual(single);

    const [low, high] = bootstrap(copies, { metrics, seed: 3 }).accuracy!;
    expect(high - low).toBeLessThan((single.accuracy![1] - single.accuracy![0]) / 2);
  });

  it('does not penalize a model for a rare class that a resample misses', () => {
    const labels = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    expect(bootstrap({ labels, scores: certain(labels) }, { metrics, seed: 1 }).macroF1).toEqual([1, 1]);
  });

  it('is the same for the same seed, and differs for another', () => {
    const run = (seed: number) => bootstrap(eightInTen, { metrics, seed, resamples: 100 });
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  it('is null for a single sample or group', () => {
    const data = { labels: [0, 1], scores: certain([0, 0]) };
    expect(bootstrap(data, { metrics, seed: 1, groups: ['one', 'one'] })).toEqual({
      accuracy: null,
      macroF1: null,
    });
    expect(bootstrap({ labels: [0], scores: certain([0]) }, { metrics, seed: 1 }).accuracy).toBeNull();
  });

  it('refuses invalid options and metrics', () => {
    expect(() => bootstrap(handWorked, { metrics, seed: -1 })).toThrow(/^seed must be/);
    expect(() => bootstrap(handWorked, { metrics, seed: 1, resamples: 0 })).toThrow(/^resamples must be/);
    expect(() => bootstrap(handWorked, { metrics, seed: 1, level: 95 })).toThrow(/^level must be/);
    expect(() => bootstrap(handWorked, { metrics, seed: 1, groups: [] })).toThrow(/^groups must name/);
    expect(() => bootstrap(handWorked, { metrics: { odd: () => Number.NaN }, seed: 1 })).toThrow(
      'values must be finite on every resample; received NaN',
    );
  });
});
