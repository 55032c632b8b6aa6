import { startBackend } from '@hpa/backend';
import { type Classifier, gapNet } from '@hpa/models';
import { findLearningRate, optimizers } from '@hpa/train';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { repeatedBatch } from './support/repeated-batch.js';

// What @hpa/train tries out on a network of @hpa/models leaves no trace in it.

const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));
const stateOf = async ({ state }: Classifier): Promise<number[][]> =>
  Promise.all(state.map(async (variable) => [...(await variable.data())]));

it('leaves GapNet to the bit as it was, with the averages of its batch normalization', async () => {
  const engine = await startBackend('wasm', { threads: 2 });
  const model = gapNet({ input: { height: 76, width: 76 }, classes, seed: 1 });
  expect(model.state.length).toBeGreaterThan(model.variables.length);
  const optimizer = optimizers.adam({ learningRate: 0.5 });
  const [before, tensors] = [await stateOf(model), memory().numTensors];
  const { curve } = await findLearningRate(model, repeatedBatch({ size: 76, count: 4, steps: 2 }), {
    optimizer,
    maximum: 1e-3,
    steps: 5,
  });
  expect(curve).toHaveLength(5);
  expect(await stateOf(model)).toEqual(before);
  expect([memory().numTensors, optimizer.step, optimizer.learningRate]).toEqual([tensors, 0, 0.5]);
  model.dispose();
  engine.dispose();
});
