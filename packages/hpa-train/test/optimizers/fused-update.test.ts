import '@tensorflow/tfjs';
import {
  type DataId,
  type KernelConfig,
  memory,
  registerKernel,
  scalar,
  type TensorInfo,
  tensor1d,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam.js';
import { adamw } from '../../src/optimizers/adamw.js';
import { fusedUpdate } from '../../src/optimizers/fused-update.js';
import type { Optimizer } from '../../src/optimizers/optimizer.js';
import { sgd } from '../../src/optimizers/sgd.js';
import { createVariable } from '../support/linear-classifier.js';

const gradients = [
  [0.5, -0.25, 1e-3],
  [-0.125, 2, 1e-3],
  [0.75, 0.5, -3],
];

let runs = 0;
afterEach(() => {
  runs = 0;
  unregisterIfKnown('HpaAdam');
  unregisterIfKnown('HpaMomentum');
});

const registered = new Set<string>();
function register(kernelName: string, kernelFunc: KernelConfig['kernelFunc']): void {
  registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  registered.add(kernelName);
}
function unregisterIfKnown(kernelName: string): void {
  if (registered.delete(kernelName)) {
    unregisterKernel(kernelName, 'cpu');
  }
}

/** The array in which the cpu backend holds a tensor. */
function hostValues(backend: unknown, tensor: TensorInfo | undefined): Float32Array {
  const { data } = backend as { data: { get(dataId: DataId): { values: Float32Array } } };
  return data.get(tensor!.dataId).values;
}

function registerAdam(): void {
  register('HpaAdam', ({ inputs, attrs, backend }) => {
    runs += 1;
    const { beta1, beta2, epsilon, step } = attrs as Record<string, number>;
    const { learningRates, keptShares } = attrs as unknown as Record<string, number[]>;
    for (const [k, learningRate] of learningRates!.entries()) {
      const weights = hostValues(backend, inputs[`variable${k}`]);
      const gradient = hostValues(backend, inputs[`gradient${k}`]);
      const m = hostValues(backend, inputs[`m${k}`]);
      const v = hostValues(backend, inputs[`v${k}`]);
      for (let i = 0; i < weights.length; i++) {
        m[i] = beta1! * m[i]! + (1 - beta1!) * gradient[i]!;
        v[i] = beta2! * v[i]! + (1 - beta2!) * gradient[i]! ** 2;
        const mean = m[i]! / (1 - beta1! ** step!);
        const change = (learningRate * mean) / (Math.sqrt(v[i]! / (1 - beta2! ** step!)) + epsilon!);
        weights[i] = keptShares![k]! * weights[i]! - change;
      }
    }
    return scalar(0);
  });
}

function registerMomentum(): void {
  register('HpaMomentum', ({ inputs, attrs, backend }) => {
    runs += 1;
    const { momentum } = attrs as Record<string, number>;
    const { learningRates } = attrs as unknown as Record<string, number[]>;
    for (const [k, learningRate] of learningRates!.entries()) {
      const weights = hostValues(backend, inputs[`variable${k}`]);
      const gradient = hostValues(backend, inputs[`gradient${k}`]);
      const velocity = hostValues(backend, inputs[`velocity${k}`]);
      for (let i = 0; i < weights.length; i++) {
        velocity[i] = momentum! * velocity[i]! - learningRate * gradient[i]!;
        weights[i]! += attrs!.nesterov
          ? momentum! * velocity[i]! - learningRate * gradient[i]!
          : velocity[i]!;
      }
    }
    return scalar(0);
  });
}

/** Two variables, the second at half the learning rate, and their slots after three updates. */
async function descend(optimizer: Optimizer): Promise<number[]> {
  const variables = [createVariable([1, -2, 3]), createVariable([4, 0.5, -1])];
  for (const values of gradients) {
    const gradient = tensor1d(values);
    const named = Object.fromEntries(variables.map(({ name }) => [name, gradient]));
    optimizer.apply(named, variables, { learningRateScales: new Map([[variables[1]!, 0.5]]) });
    gradient.dispose();
  }
  const tensors = variables.flatMap((owner) => [owner, ...Object.values(optimizer.slots(owner))]);
  const numbers = await Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));
  for (const owner of variables) {
    owner.dispose();
  }
  optimizer.dispose();
  return numbers.flat();
}

/** The two paths round to float32 in different orders: a few units in the seventh digit. */
function expectClose(received: readonly number[], expected: readonly number[]): void {
  expect(received).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs(received[index]! - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
  }
}

test('nothing runs if no kernel is registered', () => {
  expect(fusedUpdate('HpaAdam', { variables: [], attributes: {} })).toBe(false);
});

test('Adam through the kernel gives the weights and slots of the composed update', async () => {
  const composed = await descend(adam({ learningRate: 0.1 }));
  expect(runs).toBe(0);
  registerAdam();
  expectClose(await descend(adam({ learningRate: 0.1 })), composed);
  expect(runs).toBe(gradients.length);
});

test('AdamW decays the weights within the kernel of Adam', async () => {
  const options = { learningRate: 0.1, weightDecay: 0.5 };
  const composed = await descend(adamw(options));
  expect(runs).toBe(0);
  registerAdam();
  expectClose(await descend(adamw(options)), composed);
  expect(runs).toBe(gradients.length);
});

test.each([false, true])(
  'momentum through the kernel gives those of the composed update, with nesterov %s and decay',
  async (nesterov) => {
    const options = { learningRate: 0.1, momentum: 0.9, nesterov, decay: 0.1 };
    const composed = await descend(sgd(options));
    expect(runs).toBe(0);
    registerMomentum();
    expectClose(await descend(sgd(options)), composed);
    expect(runs).toBe(gradients.length);
  },
);

test('the scalar that a kernel returns is disposed', async () => {
  registerAdam();
  const before = memory().numTensors;
  await descend(adam());
  expect(memory().numTensors).toBe(before);
});
