import '@tensorflow/tfjs';
import { memory, tensor1d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam.js';
import type { Optimizer } from '../../src/optimizers/optimizer.js';
import { createVariable } from '../support/linear-classifier.js';

const owned: { dispose(): void }[] = [];
function own<Disposable extends { dispose(): void }>(thing: Disposable): Disposable {
  owned.push(thing);
  return thing;
}
afterEach(() => {
  for (const thing of owned.splice(0)) {
    thing.dispose();
  }
});

async function descend(optimizer: Optimizer, gradients: readonly (readonly number[])[]): Promise<number[]> {
  const weights = own(createVariable(gradients[0]!.map(() => 1)));
  for (const values of gradients) {
    const gradient = tensor1d([...values]);
    optimizer.apply({ [weights.name]: gradient }, [weights]);
    gradient.dispose();
  }
  return Array.from(await weights.data());
}

test('two steps move a weight as worked by hand', async () => {
  const [first] = await descend(own(adam({ learningRate: 0.1 })), [[0.5]]);
  // The first step is the learning rate times the sign: m / (1 - 0.9) = 0.5, v / (1 - 0.999) = 0.25.
  expect(first).toBeCloseTo(0.9, 6);

  // m = 0.9 * 0.05 + 0.1 * -0.25 = 0.02, corrected by 0.19: 0.1052632;
  // v = 0.999 * 0.00025 + 0.001 * 0.0625 = 0.00031225, corrected by 0.001999: 0.1562031, root 0.3952254.
  const [second] = await descend(own(adam({ learningRate: 0.1 })), [[0.5], [-0.25]]);
  expect(second).toBeCloseTo(0.9 - 0.1 * (0.1052632 / 0.3952254), 5);
});

test('epsilon is added after the bias correction', async () => {
  // A gradient of 1e-3 and epsilon 1e-3: the first step is 0.1 * 1e-3 / (1e-3 + 1e-3), half the learning rate.
  const [weight] = await descend(own(adam({ learningRate: 0.1, epsilon: 1e-3 })), [[1e-3]]);
  expect(weight).toBeCloseTo(0.95, 5);
});

test('steps follow the formula in double precision for any gradients', async () => {
  const gradient = fc.double({ min: -10, max: 10, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(gradient, { minLength: 1, maxLength: 6 }), async (gradients) => {
      let expected = 1;
      let m = 0;
      let v = 0;
      for (const [index, g] of gradients.entries()) {
        const t = index + 1;
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        expected -= (0.01 * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-4);
      }
      const optimizer = own(adam({ learningRate: 0.01, epsilon: 1e-4 }));
      const [weight] = await descend(
        optimizer,
        gradients.map((g) => [g]),
      );
      // float32 keeps seven digits of each of the handful of roundings.
      expect(Math.abs(weight! - expected)).toBeLessThan(1e-5);
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('it keeps two tensors per variable, and dispose() frees them', () => {
  const before = memory().numTensors;
  const optimizer = adam();
  const weights = createVariable([1, 2]);
  const gradient = tensor1d([1, 1]);
  optimizer.apply({ [weights.name]: gradient }, [weights]);
  optimizer.apply({ [weights.name]: gradient }, [weights]);
  expect(memory().numTensors - before).toBe(4);
  expect(optimizer.step).toBe(2);
  optimizer.dispose();
  expect(optimizer.step).toBe(0);
  weights.dispose();
  gradient.dispose();
  expect(memory().numTensors).toBe(before);
});

test('settings out of range are refused', () => {
  expect(() => adam({ beta1: 1 })).toThrow('beta1 must be in [0, 1); received 1');
  expect(() => adam({ beta2: -0.1 })).toThrow('beta2 must be in [0, 1); received -0.1');
  expect(() => adam({ epsilon: 0 })).toThrow('epsilon must be above 0; received 0');
  expect(() => adam({ learningRate: Number.NaN })).toThrow('learningRate must be at least 0; received NaN');
});
