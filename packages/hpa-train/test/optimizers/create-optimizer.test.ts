import '@tensorflow/tfjs';
import { tensor1d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { sgd } from '../../src/optimizers/sgd.js';
import { createVariable } from '../support/linear-classifier.js';

test('a missing gradient is reported before anything is updated', async () => {
  const [first, second] = [createVariable([1]), createVariable([2])];
  const gradient = tensor1d([1]);
  const optimizer = sgd();
  expect(() => optimizer.apply({ [first.name]: gradient }, [first, second])).toThrow(
    `variable ${second.name} must have a gradient; received none`,
  );
  expect(Array.from(await first.data())).toEqual([1]);
  expect(optimizer.step).toBe(0);
});

test('a gradient of another shape is refused with both shapes', () => {
  const weights = createVariable([1, 2]);
  const gradient = tensor1d([1]);
  expect(() => sgd().apply({ [weights.name]: gradient }, [weights])).toThrow(
    `the gradient of ${weights.name} must have its shape [2]; received [1]`,
  );
});

test('the learning rate can be changed between steps, to a number of at least 0', async () => {
  const weights = createVariable([1]);
  const gradient = tensor1d([1]);
  const optimizer = sgd({ learningRate: 0.5 });
  optimizer.learningRate = 0.25;
  optimizer.apply({ [weights.name]: gradient }, [weights]);
  expect(Array.from(await weights.data())).toEqual([0.75]);
  expect(() => {
    optimizer.learningRate = -1;
  }).toThrow('learningRate must be at least 0; received -1');
  expect(optimizer.learningRate).toBe(0.25);
});
