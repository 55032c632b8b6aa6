import '@tensorflow/tfjs';
import { grad, memory, ones, setBackend, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { assert, double, property } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Dropout } from '../../src/layers/dropout.js';
import { expectClose } from '../support/expect-close.js';
import { runLayer } from '../support/run-layer.js';

beforeAll(() => setBackend('cpu'));

const run = (layer: Dropout, x: Tensor, step?: number) => [
  ...runLayer(layer, x, { training: true, ...(step !== undefined && { step }) }).dataSync(),
];

describe('Dropout', () => {
  it('zeroes some elements, divides the others by 1 - rate, and keeps the mean', () => {
    const values = run(new Dropout({ name: 'drop', rate: 0.2, seed: 1 }), ones([10_000]), 0);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1.25)]));
    const dropped = values.filter((value) => value === 0).length;
    // Five standard deviations of a binomial: sqrt(10000 * 0.2 * 0.8) = 40 each.
    expect(Math.abs(dropped - 2000)).toBeLessThan(200);
  });

  it('drops other elements at the next step, and the same ones at the same step', () => {
    const layer = new Dropout({ name: 'drop', rate: 0.5, seed: 1 });
    const x = ones([4, 100]);
    expect(run(layer, x, 7)).toEqual(run(new Dropout({ name: 'other', rate: 0.5, seed: 1 }), x, 7));
    expect(run(layer, x, 8)).not.toEqual(run(layer, x, 7));
    expect(run(new Dropout({ name: 'drop', rate: 0.5, seed: 2 }), x, 7)).not.toEqual(run(layer, x, 7));
    expect(run(layer, x)).toEqual(run(layer, x, 0));
  });

  it('drops from a split batch what it drops from the whole', () => {
    const layer = new Dropout({ name: 'drop', rate: 0.5, seed: 1 });
    const part = (rows: number, firstImage: number) => [
      ...runLayer(layer, ones([rows, 30]), { training: true, step: 7, firstImage }).dataSync(),
    ];
    expect([...part(3, 0), ...part(2, 3)]).toEqual(run(layer, ones([5, 30]), 7));
  });

  it('drops nothing outside training, while frozen, or at rate 0', () => {
    const layer = new Dropout({ name: 'drop', rate: 0.5, seed: 1 });
    const x = ones([100]);
    expect([...runLayer(layer, x, { training: false }).dataSync()]).toEqual([...x.dataSync()]);
    expect(run(new Dropout({ name: 'none', rate: 0, seed: 1 }), x)).toEqual([...x.dataSync()]);
    layer.trainable = false;
    expect(run(layer, x)).toEqual([...x.dataSync()]);
  });

  it('passes the gradient through the elements that it kept', () => {
    const layer = new Dropout({ name: 'drop', rate: 0.5, seed: 3 });
    const x = ones([50]);
    const slope = grad((input: Tensor) => sum(runLayer(layer, input, { training: true, step: 2 })))(x);
    expectClose(slope.dataSync(), run(layer, x, 2), { absolute: 0 });
  });

  it('drops about the rate, for any rate', () => {
    assert(
      property(double({ min: 0.01, max: 0.99, noNaN: true }), (rate) => {
        const dropped = run(new Dropout({ name: 'drop', rate, seed: 5 }), ones([4096]), 1).filter(
          (value) => value === 0,
        ).length;
        // Six standard deviations: some of a hundred runs reach four.
        expect(Math.abs(dropped - 4096 * rate)).toBeLessThan(6 * Math.sqrt(4096 * rate * (1 - rate)));
      }),
    );
  });

  it('leaks no tensor', () => {
    const layer = new Dropout({ name: 'drop', rate: 0.5, seed: 3 });
    const x = ones([50]);
    const held = memory().numTensors;
    tidy(() => {
      grad((input: Tensor) => sum(runLayer(layer, input, { training: true })))(x);
    });
    expect(memory().numTensors).toBe(held);
  });

  it('is saved under the name of Keras', () => {
    const layer = new Dropout({ name: 'drop', rate: 0.5, seed: 3 });
    expect(layer.getClassName()).toBe('Dropout');
    expect(layer.getConfig()).toMatchObject({ name: 'drop', rate: 0.5, seed: 3 });
  });
});
