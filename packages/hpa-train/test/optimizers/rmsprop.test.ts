import '@tensorflow/tfjs';
import { tensor1d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Optimizer } from '../../src/optimizers/optimizer.js';
import { rmsprop } from '../../src/optimizers/rmsprop.js';
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

// meanSquare: 0.1 * 4 = 0.4, then 0.9 * 0.4 + 0.1 * 1 = 0.46.
const firstChange = (0.01 * 2) / Math.sqrt(0.4);
const secondChange = 0.01 / Math.sqrt(0.46);

test('two steps move a weight as worked by hand', async () => {
  expect(await descend(rmsprop({ learningRate: 0.01 }), [2, 1])).toBeCloseTo(
    1 - firstChange - secondChange,
    6,
  );
});

test('momentum accumulates earlier changes', async () => {
  const optimizer = rmsprop({ learningRate: 0.01, momentum: 0.5 });
  const expected = 1 - firstChange - (0.5 * firstChange + secondChange);
  expect(await descend(optimizer, [2, 1])).toBeCloseTo(expected, 6);
});

test('epsilon is added outside the root', async () => {
  // root of 0.1 * 0.1 is 0.1, plus 0.1.
  const optimizer = rmsprop({ learningRate: 0.1, rho: 0, epsilon: 0.1 });
  expect(await descend(optimizer, [0.1])).toBeCloseTo(1 - 0.1 * (0.1 / 0.2), 6);
});

test('settings out of range are refused', () => {
  expect(() => rmsprop({ rho: 1 })).toThrow('rho must be in [0, 1); received 1');
  expect(() => rmsprop({ epsilon: -1 })).toThrow('epsilon must be above 0; received -1');
});
