import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderSamples } from '../../src/batches/order-samples.js';
import { balancedClassWeights, type Sample, sampleWeights } from '../../src/index.js';
import { makeSample } from '../support/make-sample.js';

const samplesOf = (labels: readonly number[]): Sample[] =>
  labels.map((label, index) => makeSample(`s${index}`, { labels: [label] }));
const timesOf = (drawn: readonly Sample[], samples: readonly Sample[]) =>
  samples.map(({ id }) => drawn.filter((sample) => sample.id === id).length);

describe('orderSamples', () => {
  it('keeps the order, or shuffles each epoch separately', () => {
    const samples = samplesOf(Array.from({ length: 12 }, () => 0));
    expect(orderSamples(samples, { seed: 1, epoch: 0 })).toEqual(samples);
    const [first, again, second] = [0, 0, 1].map((epoch) =>
      orderSamples(samples, { seed: 1, epoch, shuffle: true }),
    );
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
    expect(timesOf(second!, samples)).toEqual(samples.map(() => 1));
  });

  it('draws each class equally often with balanced weights, in every epoch', () => {
    // Twelve of class 0 and four of class 1: with 16 draws, eight each; each of class 1 twice.
    const labels = [...Array<number>(12).fill(0), ...Array<number>(4).fill(1)];
    const samples = samplesOf(labels);
    const weights = sampleWeights(samples, { classWeights: balancedClassWeights(labels, { classCount: 2 }) });
    for (let epoch = 0; epoch < 20; epoch++) {
      const drawn = orderSamples(samples, { seed: 1, epoch, shuffle: true, weights });
      const times = timesOf(drawn, samples);
      expect(drawn).toHaveLength(16);
      expect(times.slice(12)).toEqual([2, 2, 2, 2]);
      expect(times.slice(0, 12).reduce((sum, count) => sum + count, 0)).toBe(8);
      expect(Math.max(...times.slice(0, 12))).toBe(1);
    }
  });

  it('draws every sample over the epochs as often as its weight says', () => {
    const samples = samplesOf([0, 0, 0, 0]);
    const weights = [1, 2, 5, 0];
    const totals = [0, 0, 0, 0];
    for (let epoch = 0; epoch < 2000; epoch++) {
      const times = timesOf(orderSamples(samples, { seed: 3, epoch, shuffle: true, weights }), samples);
      for (const [index, count] of times.entries()) {
        totals[index]! += count;
      }
    }
    // Expected 0.5, 1, 2.5 and 0 per epoch; the mean of 2,000 halves has a standard deviation of 0.011.
    for (const [index, mean] of [0.5, 1, 2.5, 0].entries()) {
      expect(Math.abs(totals[index]! / 2000 - mean)).toBeLessThan(0.05);
    }
  });

  it('draws each sample its share of times, rounded up or down, whatever the weights', () => {
    const weight = fc.double({ min: 0, max: 100, noNaN: true });
    const anyWeights = fc
      .array(weight, { minLength: 1, maxLength: 40 })
      .filter((all) => all.some((w) => w > 1e-3));
    fc.assert(
      fc.property(anyWeights, fc.integer(), (weights, seed) => {
        const samples = samplesOf(weights.map(() => 0));
        const drawn = orderSamples(samples, { seed, epoch: 0, shuffle: true, weights });
        expect(drawn).toHaveLength(samples.length);
        const total = weights.reduce((sum, w) => sum + w, 0);
        for (const [index, times] of timesOf(drawn, samples).entries()) {
          const expected = (weights[index]! / total) * samples.length;
          // A share that is an integer up to rounding may go either way.
          expect(times).toBeGreaterThanOrEqual(Math.floor(expected - 1e-9));
          expect(times).toBeLessThanOrEqual(Math.ceil(expected + 1e-9));
        }
      }),
    );
  });

  it.each([
    [[1], 'weights must be one per sample, 2; received 1'],
    [[1, -1], 'weights must be numbers >= 0; received -1 at position 1'],
    [[1, Number.NaN], 'weights must be numbers >= 0; received NaN at position 1'],
    [[0, 0], 'weights must have a sum above 0; received only 0'],
  ])('refuses the weights %j', (weights, message) => {
    expect(() => orderSamples(samplesOf([0, 0]), { seed: 1, epoch: 0, shuffle: true, weights })).toThrow(
      new RangeError(message),
    );
  });

  it('refuses weights without a shuffle', () => {
    expect(() => orderSamples(samplesOf([0]), { seed: 1, epoch: 0, weights: [1] })).toThrow(
      /so shuffle must be true; received false/,
    );
  });
});

describe('sampleWeights', () => {
  it('repeats samples of rare classes by the square root of how rare they are', () => {
    // Of a hundred samples, class 0 has 90, class 1 four and class 2 one, which is also of class 0.
    const labels = Array.from({ length: 100 }, (_, index) =>
      index < 89 ? [0] : index === 89 ? [0, 2] : index < 94 ? [1] : [],
    );
    const samples = labels.map((of, index) => makeSample(String(index), { labels: of }));
    const weights = sampleWeights(samples, { rareBelow: 0.16 });
    expect([weights[0], weights[89], weights[90], weights[99]]).toEqual([1, 4, 2, 1]);
    expect(sampleWeights(samples, { rareBelow: 0.01 })).toEqual(samples.map(() => 1));
  });

  it.each([0, -0.1, 1.1, Number.NaN])('refuses rareBelow %s', (rareBelow) => {
    expect(() => sampleWeights([], { rareBelow })).toThrow(
      new RangeError(`rareBelow must be in (0, 1]; received ${rareBelow}`),
    );
  });

  it('takes the largest weight of several labels, and the smallest of all for none', () => {
    const samples = [[0], [0, 1], []].map((labels, index) => makeSample(`s${index}`, { labels }));
    expect(sampleWeights(samples, { classWeights: [0.5, 3] })).toEqual([0.5, 3, 0.5]);
  });

  it('names a sample whose label has no weight', () => {
    expect(() => sampleWeights([makeSample('a', { labels: [2] })], { classWeights: [1, 1] })).toThrow(
      new RangeError('sample a: label must be an integer in [0, 1]; received 2'),
    );
  });
});
