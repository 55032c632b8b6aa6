import '@tensorflow/tfjs';
import {
  grad,
  memory,
  mul,
  randomNormal,
  setBackend,
  sum,
  type Tensor,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AveragePooling } from '../../src/layers/average-pooling.js';
import { expectClose } from '../support/expect-close.js';
import { numericGradient } from '../support/numeric-gradient.js';
import { runLayer } from '../support/run-layer.js';

beforeAll(() => setBackend('cpu'));

const pool = (x: Tensor, poolSize = 3) =>
  runLayer(new AveragePooling({ name: 'pool', poolSize }), x, { training: true });

describe('AveragePooling', () => {
  it('averages over the pixels inside the image only', () => {
    const x = tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    // Corner: (1 + 2 + 4 + 5) / 4 = 3. Edge: (1 + 2 + 3 + 4 + 5 + 6) / 6 = 3.5. Middle: 45 / 9 = 5.
    expectClose(pool(x).dataSync(), [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7], { absolute: 1e-6 });
  });

  it('spreads a gradient by the same counts', () => {
    const x = tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const slope = grad((input: Tensor) => sum(pool(input)))(x);
    // The corner is in its own window (1/4), in two of edges (1/6 each) and in the middle's (1/9).
    const corner = 1 / 4 + 2 / 6 + 1 / 9;
    const edge = 2 / 4 + 3 / 6 + 1 / 9;
    const middle = 4 / 4 + 4 / 6 + 1 / 9;
    expectClose(slope.dataSync(), [corner, edge, corner, edge, middle, edge, corner, edge, corner], {
      absolute: 1e-6,
    });
  });

  it('has the gradient of finite differences, even for images smaller than the window', () => {
    for (const [shape, poolSize] of [
      [[2, 4, 5, 2], 3],
      [[1, 1, 2, 1], 3],
      [[1, 4, 6, 1], 5],
    ] as const) {
      const x = randomNormal([...shape], 0, 1, 'float32', 1);
      const direction = randomNormal([...shape], 0, 1, 'float32', 2);
      const loss = (input: Tensor) => sum(mul(pool(input, poolSize), direction));
      expectClose(grad(loss)(x).dataSync(), numericGradient(loss, x), { absolute: 2e-3 });
    }
  });

  it('leaks no tensor', () => {
    const x = randomNormal([1, 4, 4, 1]);
    const held = memory().numTensors;
    tidy(() => {
      grad((input: Tensor) => sum(pool(input)))(x);
    });
    expect(memory().numTensors).toBe(held);
  });

  it('refuses a window without a center, and is saved under the name of Keras', () => {
    expect(() => new AveragePooling({ name: 'pool', poolSize: 2 })).toThrow(
      'pool: poolSize must be an odd integer; received 2',
    );
    const layer = new AveragePooling({ name: 'pool', poolSize: 3 });
    expect(layer.getClassName()).toBe('AveragePooling2D');
    expect(layer.getConfig()).toMatchObject({ poolSize: [3, 3], strides: [1, 1], padding: 'same' });
  });
});
