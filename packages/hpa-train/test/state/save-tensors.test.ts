import '@tensorflow/tfjs';
import { scalar, tidy, variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { restoreTensors } from '../../src/state/restore-tensors.js';
import { saveTensors } from '../../src/state/save-tensors.js';
import { createVariable } from '../support/linear-classifier.js';

/** Writes into the memory of a variable, as a fused update does: the cpu backend returns its own array. */
async function writeInPlace(target: ReturnType<typeof createVariable>, value: number): Promise<void> {
  const own = await target.data();
  own[0] = value;
  expect((await target.data())[0]).toBe(value);
}

test('saved numbers do not change if the variable is written in place', async () => {
  const weights = createVariable([1, 2]);
  const [saved] = await saveTensors([['kernel', weights]]);
  await writeInPlace(weights, 9);
  expect(saved).toEqual({ name: 'kernel', shape: [2], data: Float32Array.of(1, 2) });
  weights.dispose();
});

test('a restored variable can be written in place without changing the saved numbers', async () => {
  const weights = createVariable([1, 2]);
  const saved = { name: 'kernel', shape: [2], data: Float32Array.of(3, 4) };
  restoreTensors([weights], [saved]);
  expect(Array.from(await weights.data())).toEqual([3, 4]);
  await writeInPlace(weights, 9);
  expect(saved.data).toEqual(Float32Array.of(3, 4));
  weights.dispose();
});

test('nothing is restored unless everything fits', async () => {
  const [first, second] = [createVariable([1]), createVariable([1, 2])];
  const saved = [5, 6].map((value) => ({ name: `saved-${value}`, shape: [1], data: Float32Array.of(value) }));
  expect(() => restoreTensors([first, second], saved)).toThrow(
    `saved tensor saved-6 must have the shape [2] of variable ${second.name}; received [1]`,
  );
  expect(() => restoreTensors([first], saved)).toThrow('received 2 for 1');
  expect(Array.from(await first.data())).toEqual([1]);
  first.dispose();
  second.dispose();
});

test('only float32 variables are saved', async () => {
  const counter = tidy(() => variable(scalar(1, 'int32')));
  await expect(saveTensors([['counter', counter]])).rejects.toThrow(
    'counter must be float32 to be saved; received int32',
  );
  counter.dispose();
});
