import '@tensorflow/tfjs';
import { tensor1d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Optimizer } from '../../src/optimizers/optimizer.js';
import { sgd } from '../../src/optimizers/sgd.js';
import { createVariable } from '../support/linear-classifier.js';

async function descend(optimizer: Optimizer, gradients: readonly number[]): Promise<number> {
  const weights = createVariable([1]);
  for (const value of gradients) {
    const gradient = tensor1d([value]);
    optimizer.apply({ [weights.name]: gradient }, [weights]);
    gradient.dispose();
  }
  const [weight] = await weights.data();
  weights.dispose();
  optimizer.dispose();
  return weight!;
}

test('without momentum a step is the rate times the gradient', async () => {
  expect(await descend(sgd({ learningRate: 0.5 }), [0.4, -0.2])).toBeCloseTo(1 - 0.2 + 0.1, 6);
});

test('decay divides the rate by one plus decay times the earlier steps', async () => {
  // 1/(1 + 0), 1/(1 + 1), 1/(1 + 2) of 0.6.
  expect(await descend(sgd({ learningRate: 0.6, decay: 1 }), [1, 1, 1])).toBeCloseTo(1 - 0.6 - 0.3 - 0.2, 6);
});

test('momentum adds to the velocity as in Keras', async () => {
  // velocity -0.1, then 0.9 * -0.1 - 0.1 = -0.19.
  expect(await descend(sgd({ learningRate: 0.1, momentum: 0.9 }), [1, 1])).toBeCloseTo(1 - 0.1 - 0.19, 6);
});

test('Nesterov momentum looks one step ahead', async () => {
  // 0.9 * -0.1 - 0.1 = -0.19, then velocity -0.19 and 0.9 * -0.19 - 0.1 = -0.271.
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true });
  expect(await descend(optimizer, [1, 1])).toBeCloseTo(1 - 0.19 - 0.271, 6);
});

test('settings out of range are refused', () => {
  expect(() => sgd({ momentum: 1 })).toThrow('momentum must be in [0, 1); received 1');
  expect(() => sgd({ decay: -1 })).toThrow('decay must be at least 0; received -1');
  expect(() => sgd({ nesterov: true })).toThrow('momentum must be above 0 if nesterov is true');
});
