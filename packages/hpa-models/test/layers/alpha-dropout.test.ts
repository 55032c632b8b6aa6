import '@tensorflow/tfjs';
import { grad, randomNormal, selu, setBackend, sum, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AlphaDropout } from '../../src/layers/alpha-dropout.js';
import { expectClose } from '../support/expect-close.js';
import { runLayer } from '../support/run-layer.js';

beforeAll(() => setBackend('cpu'));

const FLOOR = -1.7580993408473766; // -1.0507009873554805 * 1.6732632423543772

describe('AlphaDropout', () => {
  it('maps kept and dropped elements to a * x + b and a * floor + b', () => {
    const rate = 0.3;
    const layer = new AlphaDropout({ name: 'drop', rate, seed: 1 });
    // a = ((1 - p) (1 + p floor^2))^-1/2 = (0.7 * (1 + 0.3 * 3.0909133))^-1/2 = 0.8609
    const a = (0.7 * (1 + 0.3 * FLOOR ** 2)) ** -0.5;
    const b = -a * FLOOR * 0.3;
    expect(a).toBeCloseTo(0.861, 3);
    const values = [
      ...runLayer(layer, tensor1d(new Array<number>(200).fill(2)), { training: true }).dataSync(),
    ];
    const kept = values.filter((value) => Math.abs(value - (2 * a + b)) < 1e-5).length;
    const dropped = values.filter((value) => Math.abs(value - (FLOOR * a + b)) < 1e-5).length;
    expect(kept + dropped).toBe(200);
    // Five standard deviations of a binomial: sqrt(200 * 0.3 * 0.7) = 6.5 each.
    expect(Math.abs(dropped - 60)).toBeLessThan(33);
  });

  it('keeps mean 0 and variance 1 of self-normalized activations', () => {
    const x = selu(randomNormal([100_000], 0, 1, 'float32', 2));
    const layer = new AlphaDropout({ name: 'drop', rate: 0.3, seed: 1 });
    const values = [...runLayer(layer, x, { training: true }).dataSync()];
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
    // Five standard errors are 0.016 of the mean; the variance of heavier tails comes within 0.03.
    expect(Math.abs(mean)).toBeLessThan(0.016);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });

  it('drops by seed and step, and passes the gradient through what it kept', () => {
    const layer = new AlphaDropout({ name: 'drop', rate: 0.5, seed: 1 });
    const x = tensor1d(new Array<number>(50).fill(1));
    const run = (step: number) => [...runLayer(layer, x, { training: true, step }).dataSync()];
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
    const slope = grad((input: Tensor) => sum(runLayer(layer, input, { training: true, step: 3 })))(x);
    const a = (0.5 * (1 + 0.5 * FLOOR ** 2)) ** -0.5;
    const highest = Math.max(...run(3));
    const expected = run(3).map((value) => (value === highest ? a : 0));
    expectClose(slope.dataSync(), expected, { absolute: 1e-6 });
  });

  it('is the identity outside training, while frozen, or at rate 0', () => {
    const layer = new AlphaDropout({ name: 'drop', rate: 0.5, seed: 1 });
    const x = tensor1d([1, -2, 3]);
    expect([...runLayer(layer, x, { training: false }).dataSync()]).toEqual([1, -2, 3]);
    const none = new AlphaDropout({ name: 'none', rate: 0, seed: 1 });
    expect([...runLayer(none, x, { training: true }).dataSync()]).toEqual([1, -2, 3]);
    layer.trainable = false;
    expect([...runLayer(layer, x, { training: true }).dataSync()]).toEqual([1, -2, 3]);
    expect(layer.getClassName()).toBe('AlphaDropout');
  });
});
