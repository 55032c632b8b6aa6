import { execFileSync } from 'node:child_process';
import {
  conv2d,
  engine,
  getKernel,
  grad,
  grads,
  memory,
  mul,
  relu,
  relu6,
  selu,
  sum,
  type Tensor,
  type Tensor4D,
  tensor,
  tensor1d,
  zeros,
} from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { type StartedBackend, startBackend } from '../../src/index.js';
import { filterGradientPlan } from '../../src/webgpu/kernels/filter-gradient-plan.js';
import { WEBGPU_KERNELS } from '../../src/webgpu/register-webgpu-kernels.js';
import { rowChunks } from '../../src/webgpu/shaders/sum-over-rows.js';
import { BATCH_NORM_CASES, batchNormInDouble, runBatchNorm } from '../support/batch-norm-in-double.js';
import { DROPOUT_CASES, dropoutInPlain, runDropout } from '../support/dropout-in-plain.js';
import { filled, largestDeviation, onBackend } from '../support/on-backend.js';

// Sums of up to 15,000 products in single precision, in another order than on the cpu backend.
const TOLERANCE = 1e-4;

const webgpu = await startBackend('webgpu').catch(({ message }: Error) => message);
if (typeof webgpu === 'string') {
  console.log(`not tested on webgpu: ${webgpu}`);
}
afterAll(() => {
  if (typeof webgpu !== 'string') {
    webgpu.dispose();
  }
});

type Shape = [number, number, number, number];

/** The gradients of a convolution; the outputs have different weights. */
function convolutionGradients(
  shapes: { readonly x: Shape; readonly filter: Shape },
  { strides, pad }: { readonly strides: [number, number]; readonly pad: 'same' | 'valid' | number },
): () => Tensor[] {
  return () => {
    const x = tensor(filled(shapes.x), shapes.x);
    const filter = tensor(filled(shapes.filter, 1), shapes.filter);
    return grads((x: Tensor, filter: Tensor) => {
      const y = conv2d(x as Tensor4D, filter as Tensor4D, strides, pad);
      return mul(y, tensor(filled(y.shape, 2), y.shape));
    })([x, filter]);
  };
}

describe.skipIf(typeof webgpu === 'string')('the webgpu kernels', () => {
  it('let a process end that does not call dispose(), and report device and limits', () => {
    const script = `
      const { startBackend } = await import('${new URL('../../dist/index.js', import.meta.url)}');
      const { name, device, limits } = await startBackend('webgpu');
      console.log(JSON.stringify({ name, device, limits }));
    `;
    const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const { name, device, limits } = JSON.parse(out) as StartedBackend;
    expect(name).toBe('webgpu');
    expect(device).not.toBe('');
    // The minimum that WebGPU guarantees.
    expect(limits!.maxStorageBufferBindingSize).toBeGreaterThanOrEqual(2 ** 27);
  });

  it('are registered', () => {
    for (const { kernelName } of WEBGPU_KERNELS) {
      expect(getKernel(kernelName, 'webgpu')).toBeDefined();
    }
  });

  it.each([
    // Few weights and many positions, as in a first layer: split into parts.
    { x: [2, 60, 62, 3], filter: [3, 3, 3, 5], strides: [1, 1], pad: 'valid' },
    // A tile's edge in both directions, strides that differ.
    { x: [3, 13, 11, 7], filter: [2, 3, 7, 33], strides: [2, 1], pad: 'same' },
    { x: [1, 9, 8, 16], filter: [1, 7, 16, 32], strides: [1, 1], pad: 'same' },
    { x: [1, 9, 8, 16], filter: [7, 1, 16, 32], strides: [3, 3], pad: 'same' },
    { x: [2, 8, 8, 40], filter: [1, 1, 40, 36], strides: [1, 1], pad: 'valid' },
    { x: [1, 6, 6, 4], filter: [3, 3, 4, 4], strides: [2, 2], pad: 3 },
    { x: [1, 3, 3, 1], filter: [3, 3, 1, 1], strides: [1, 1], pad: 'valid' },
  ] as const)(
    'conv2d of $x with $filter, strides $strides, $pad: both gradients as on cpu',
    async (shape) => {
      const compute = convolutionGradients(
        { x: [...shape.x], filter: [...shape.filter] },
        { strides: [...shape.strides], pad: shape.pad },
      );
      const [dx, dFilter] = await onBackend('webgpu', compute);
      const [expectedDx, expectedDFilter] = await onBackend('cpu', compute);
      expect(largestDeviation(dx!, expectedDx!)).toBeLessThan(TOLERANCE);
      expect(largestDeviation(dFilter!, expectedDFilter!)).toBeLessThan(TOLERANCE);
    },
  );

  it('repeat a filter gradient bit for bit', async () => {
    const compute = convolutionGradients(
      { x: [2, 60, 62, 3], filter: [3, 3, 3, 5] },
      { strides: [1, 1], pad: 'valid' },
    );
    const [, first] = await onBackend('webgpu', compute);
    const [, second] = await onBackend('webgpu', compute);
    expect(second).toEqual(first);
  });

  it.each([
    { shape: [2, 50, 40, 3], axis: [0, 1, 2], keepDims: false },
    { shape: [2, 50, 40, 3], axis: [2, 0, 1], keepDims: true },
    { shape: [70, 35], axis: [0], keepDims: false },
    { shape: [9, 10, 4, 5], axis: [0, 1], keepDims: false },
    // Taken by the stock kernel.
    { shape: [2, 9, 8, 40], axis: [1, 2], keepDims: false },
    { shape: [70, 35], axis: [0, 1], keepDims: false },
  ])('sums $shape over $axis as on cpu', async ({ shape, axis, keepDims }) => {
    const compute = () => [sum(tensor(filled(shape), shape), axis, keepDims)];
    const [actual] = await onBackend('webgpu', compute);
    const [expected] = await onBackend('cpu', compute);
    expect(largestDeviation(actual!, expected!)).toBeLessThan(TOLERANCE);
  });

  it('give a sum the requested shape', async () => {
    const shapes: number[][] = [];
    await onBackend('webgpu', () => {
      const x = tensor(filled([2, 50, 40, 3]), [2, 50, 40, 3]);
      const kept = sum(x, [0, 1, 2], true);
      const dropped = sum(x, [0, 1, 2]);
      shapes.push(kept.shape, dropped.shape);
      return [kept, dropped];
    });
    expect(shapes).toEqual([[1, 1, 1, 3], [3]]);
  });

  it.each(BATCH_NORM_CASES)('batch normalization matches double precision: %o', async (given) => {
    const results = await onBackend('webgpu', () => runBatchNorm(given));
    for (const [i, expected] of batchNormInDouble(given).entries()) {
      expect(largestDeviation(results[i]!, expected)).toBeLessThan(TOLERANCE);
    }
  });

  it.each(DROPOUT_CASES)('drops elements of $shape with $attributes', async (given) => {
    const [actual] = await onBackend('webgpu', () => [runDropout(given)]);
    expect(largestDeviation(actual!, dropoutInPlain(given))).toBeLessThan(1e-6);
  });

  it('the gradients of ReLU, ReLU6 and SELU match cpu, also far from 0', async () => {
    const compute = () => {
      const x = tensor1d([-200, -3, -0.5, 0, 0.5, 3, 200]);
      return [relu, relu6, selu].map((activation) => grad((x) => mul(activation(x), 3))(x));
    };
    const results = await onBackend('webgpu', compute);
    for (const [i, expected] of (await onBackend('cpu', compute)).entries()) {
      expect(largestDeviation(results[i]!, expected)).toBeLessThan(1e-6);
    }
  });

  it.each([[[]], [[5]], [[3, 3, 7, 9]]])(
    'Adam updates %j by its formula over several steps',
    async (shape) => {
      const [gradient, start] = [filled(shape, 1), filled(shape, 2)];
      const results = await onBackend('webgpu', () => {
        const [variable, m, v] = [start, 0, 0].map((values) =>
          typeof values === 'number' ? zeros(shape) : tensor(values, shape),
        ) as [Tensor, Tensor, Tensor];
        for (const step of [1, 2, 3]) {
          engine().runKernel(
            'HpaAdam',
            { variable0: variable, gradient0: tensor(gradient, shape), m0: m, v0: v },
            { learningRates: [0.1], keptShares: [0.75], beta1: 0.9, beta2: 0.999, epsilon: 1e-3, step },
          );
        }
        return [variable, m, v];
      });
      const [w, m, v] = [[...start], gradient.map(() => 0), gradient.map(() => 0)] as [
        number[],
        Float32Array,
        Float32Array,
      ];
      for (const step of [1, 2, 3]) {
        for (const [i, g] of gradient.entries()) {
          m[i] = 0.9 * m[i]! + 0.1 * g;
          v[i] = 0.999 * v[i]! + 0.001 * g * g;
          w[i] =
            0.75 * w[i]! -
            (0.1 * m[i]!) / (1 - 0.9 ** step) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-3);
        }
      }
      for (const [i, expected] of [w, m, v].entries()) {
        expect(largestDeviation(results[i]!, expected)).toBeLessThan(1e-5);
      }
    },
  );

  it.each([false, true])('momentum updates by its formula (nesterov %s)', async (nesterov) => {
    const [variable, velocity, other] = await onBackend('webgpu', () => {
      const [first, second] = [
        { variable0: tensor1d([1, 2]), velocity0: tensor1d([0.5, -1]) },
        { variable1: tensor1d([4]), velocity1: tensor1d([0]) },
      ];
      engine().runKernel(
        'HpaMomentum',
        { ...first, ...second, gradient0: tensor1d([4, 8]), gradient1: tensor1d([1]) },
        { learningRates: [0.25, 2], momentum: 0.5, nesterov },
      );
      return [first.variable0, first.velocity0, second.variable1];
    });
    expect([...other!]).toEqual([nesterov ? 4 - 1 - 2 : 4 - 2]);
    // velocity: 0.5 * 0.5 - 1, 0.5 * -1 - 2
    expect([...velocity!]).toEqual([-0.75, -2.5]);
    expect([...variable!]).toEqual(nesterov ? [1 - 0.375 - 1, 2 - 1.25 - 2] : [0.25, -0.5]);
  });

  it('keep no tensors', async () => {
    const compute = () => [
      ...convolutionGradients(
        { x: [2, 60, 62, 3], filter: [3, 3, 3, 5] },
        { strides: [1, 1], pad: 'valid' },
      )(),
      sum(tensor(filled([2, 50, 40, 3]), [2, 50, 40, 3]), [0, 1, 2]),
    ];
    await onBackend('webgpu', compute);
    const before = memory();
    for (let i = 0; i < 5; i++) {
      await onBackend('webgpu', compute);
    }
    expect(memory().numTensors).toBe(before.numTensors);
    expect(memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

describe('the plan of a filter gradient', () => {
  it('splits the positions of a first layer among many workgroups, and covers all of them', () => {
    const { workgroups, blocks } = filterGradientPlan({ positions: 100_000, patch: 27, outChannels: 32 });
    // 3125 blocks of 32 positions, four to a workgroup.
    expect(workgroups).toEqual([1, 1, 782]);
    expect(blocks).toBe(4);
  });

  it('does not split if the filter has enough tiles', () => {
    const { workgroups } = filterGradientPlan({ positions: 1024, patch: 2048, outChannels: 512 });
    expect(workgroups).toEqual([64, 16, 1]);
  });

  it('sums few rows in one chunk and many rows in several', () => {
    expect(rowChunks({ rows: 60, columns: 32 })).toBe(1);
    expect(rowChunks({ rows: 1_000_000, columns: 32 })).toBe(128);
  });
});
