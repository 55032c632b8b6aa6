import '@tensorflow/tfjs';
import {
  getKernel,
  grad,
  memory,
  minimum,
  mul,
  randomNormal,
  relu,
  setBackend,
  sum,
  type Tensor,
  tensor2d,
  tensor4d,
  tidy,
  unregisterKernel,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BatchNormalization, type BatchNormalizationOptions } from '../../src/layers/batch-normalization.js';
import { variablesOf } from '../../src/layers/variables-of.js';
import { registerCpuBatchNormKernels } from '../support/cpu-batch-norm-kernels.js';
import { expectClose } from '../support/expect-close.js';
import { numericGradient } from '../support/numeric-gradient.js';
import { runLayer } from '../support/run-layer.js';

beforeAll(() => setBackend('cpu'));

const layer = (options: Partial<BatchNormalizationOptions> = {}) =>
  new BatchNormalization({ name: 'norm', ...options });
const FLOAT32 = { absolute: 1e-5, relative: 1e-5 };

describe('BatchNormalization', () => {
  it('normalizes by the batch in training and moves its averages', () => {
    const norm = layer({ epsilon: 0.01 });
    const x = tensor2d([
      [1, 10],
      [3, 10],
    ]);
    // Column 1: mean 2, biased variance 1. Column 2: mean 10, variance 0.
    const y = runLayer(norm, x, { training: true });
    const unit = 1 / Math.sqrt(1.01);
    expectClose(y.dataSync(), [-unit, 0, unit, 0], FLOAT32);
    const [gamma, beta, mean, variance] = norm.weights.map((weight) => [...weight.read().dataSync()]);
    expect(gamma).toEqual([1, 1]);
    expect(beta).toEqual([0, 0]);
    expectClose(mean!, [0.01 * 2, 0.01 * 10], FLOAT32);
    expectClose(variance!, [0.99 + 0.01 * 1, 0.99], FLOAT32);
  });

  it('normalizes by its averages otherwise, and leaves them alone', () => {
    const norm = layer({ epsilon: 0, momentum: 0 });
    const x = tensor2d([[1], [3]]);
    runLayer(norm, x, { training: true }); // momentum 0: the averages are now 2 and 1
    const y = runLayer(norm, tensor2d([[5], [2]]), { training: false });
    expectClose(y.dataSync(), [3, 0], FLOAT32);
    expectClose(runLayer(norm, tensor2d([[5], [2]]), { training: false }).dataSync(), [3, 0], FLOAT32);
  });

  it.each([true, false])(
    'does so in training too while it is frozen, with a gradient (scale %s)',
    (scale) => {
      const norm = layer({ epsilon: 0, scale });
      const x = tensor2d([[1], [3]]);
      runLayer(norm, x, { training: false }); // builds it: averages 0 and 1
      norm.trainable = false;
      const before = norm.weights.map((weight) => [...weight.read().dataSync()]);
      expectClose(runLayer(norm, x, { training: true }).dataSync(), [1, 3], FLOAT32);
      const slope = grad((input: Tensor) => sum(mul(runLayer(norm, input, { training: true }), 2)))(x);
      expectClose(slope.dataSync(), [2, 2], FLOAT32);
      expect(norm.weights.map((weight) => [...weight.read().dataSync()])).toEqual(before);
    },
  );

  it.each([true, false])('has the gradients of finite differences (scale %s)', (scale) => {
    const norm = layer({ scale });
    const x = randomNormal([2, 3, 2, 2], 0.5, 2, 'float32', 3);
    const direction = randomNormal([2, 3, 2, 2], 0, 1, 'float32', 4);
    const loss = (input: Tensor) => sum(mul(runLayer(norm, input, { training: true }), direction));
    expectClose(grad(loss)(x).dataSync(), numericGradient(loss, x), { absolute: 5e-3 });

    // beta: the sum of dy; gamma: the sum of dy * y, as y is xhat while gamma is 1 and beta 0.
    const { grads } = variableGrads(() => loss(x).asScalar(), variablesOf(norm.trainableWeights));
    const y = runLayer(norm, x, { training: true });
    const expected = [...(scale ? [mul(direction, y)] : []), direction].map((dy) => sum(dy, [0, 1, 2]));
    for (const [i, variable] of variablesOf(norm.trainableWeights).entries()) {
      expectClose(grads[variable.name]!.dataSync(), expected[i]!.dataSync(), { absolute: 1e-4 });
    }
  });

  it('stays precise if the mean is large compared to the deviation', () => {
    const norm = layer({ epsilon: 0 });
    const x = tensor2d([[1000], [1001], [1002], [1003]]);
    // Deviations -1.5, -0.5, 0.5, 1.5; biased variance 1.25. Pushing the first up by 1 with the rest held:
    // dx_i = (d_i - mean(d) - xhat_i * mean(d * xhat)) / std, for d = (1, 0, 0, 0).
    const std = Math.sqrt(1.25);
    const xhat = [-1.5, -0.5, 0.5, 1.5].map((value) => value / std);
    const expected = xhat.map((value, i) => ((i === 0 ? 1 : 0) - 0.25 - (value * xhat[0]!) / 4) / std);
    const slope = grad((input: Tensor) =>
      runLayer(norm, input, { training: true }).slice([0, 0], [1, 1]).sum(),
    )(x);
    // float32 holds about seven digits and x uses three of them.
    expectClose(slope.dataSync(), expected, { absolute: 2e-4 });
  });

  it('leaks no tensor', () => {
    const norm = layer();
    const x = randomNormal([2, 3, 3, 2]);
    runLayer(norm, x, { training: false }).dispose();
    const held = memory().numTensors;
    tidy(() => {
      runLayer(norm, x, { training: true });
      grad((input: Tensor) => sum(runLayer(norm, input, { training: true })))(x);
    });
    expect(memory().numTensors).toBe(held);
  });

  it.each([
    { training: true, frozen: false, ceiling: Number.POSITIVE_INFINITY },
    { training: true, frozen: true, ceiling: Number.POSITIVE_INFINITY },
    { training: false, frozen: false, ceiling: Number.POSITIVE_INFINITY },
    { training: true, frozen: false, ceiling: 0.5 },
    { training: false, frozen: false, ceiling: 0.5 },
  ])('called with a ceiling, does what a ReLU behind it does (%o)', ({ training, frozen, ceiling }) => {
    const norm = layer();
    const x = randomNormal([2, 3, 3, 2], 0, 1, 'float32', 7);
    const direction = randomNormal([2, 3, 3, 2], 0, 1, 'float32', 8);
    runLayer(norm, x, { training: false }); // builds it
    norm.trainable = !frozen;
    const together = (input: Tensor) => norm.apply(input, { training, ceiling }) as Tensor;
    const apart = (input: Tensor) => minimum(relu(norm.apply(input, { training }) as Tensor), ceiling);
    for (const run of [
      (f: typeof apart) => f(x),
      (f: typeof apart) => grad((a) => mul(f(a), direction))(x),
    ]) {
      expectClose(run(together).dataSync(), run(apart).dataSync(), FLOAT32);
    }
  });

  it('is saved under the names of Keras', () => {
    const norm = layer({ scale: false, momentum: 0.9 });
    runLayer(norm, tensor2d([[1], [3]]), { training: false });
    expect(norm.getClassName()).toBe('BatchNormalization');
    expect(norm.weights.map(({ originalName }) => originalName)).toEqual([
      'norm/beta',
      'norm/moving_mean',
      'norm/moving_variance',
    ]);
    expect(norm.getConfig()).toMatchObject({
      axis: -1,
      momentum: 0.9,
      epsilon: 1e-3,
      center: true,
      scale: false,
    });
  });
});

describe('BatchNormalization with the kernels of a backend', () => {
  const names = ['HpaBatchNorm', 'HpaBatchNormGrad'];
  afterEach(() => {
    for (const name of names) {
      if (getKernel(name, 'cpu')) {
        unregisterKernel(name, 'cpu');
      }
    }
  });

  it.each([
    { scale: true, ceiling: Number.POSITIVE_INFINITY },
    { scale: true, ceiling: 0.5 },
    { scale: true, ceiling: 0 },
    { scale: false, ceiling: Number.POSITIVE_INFINITY },
    { scale: false, ceiling: 0 },
  ])('runs each of them, and finds the same (%o)', ({ scale, ceiling }) => {
    const x = tensor4d([...randomNormal([36], 1, 2, 'float32', 5).dataSync()], [2, 3, 3, 2]);
    const direction = randomNormal([2, 3, 3, 2], 0, 1, 'float32', 6);
    const results = () => {
      const norm = layer({ scale });
      const run = (input: Tensor) => norm.apply(input, { training: true, ceiling }) as Tensor;
      const y = run(x);
      const dx = grad((input: Tensor) => mul(run(input), direction))(x);
      return [y, dx, ...norm.weights.map((weight) => weight.read())].flatMap((tensor) => [
        ...tensor.dataSync(),
      ]);
    };
    const composed = results();
    const calls = registerCpuBatchNormKernels();
    const fused = results();
    // Two forward passes and one backward.
    expect(calls).toEqual({ HpaBatchNorm: 2, HpaBatchNormGrad: 1 });
    expectClose(fused, composed, FLOAT32);
  });
});
