import '@tensorflow/tfjs';
import { setBackend, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { createLoss } from '../../src/recipes/create-loss.js';

const lossOf = async (
  loss: Parameters<typeof createLoss>[0],
  { task, logits, labels }: { task: 'single-label' | 'multi-label'; logits: number[]; labels: number[] },
): Promise<number> => {
  await setBackend('cpu');
  const batch = { logits: tensor2d([logits]), labels: tensor2d([labels]) };
  return createLoss(loss, { task })(batch).dataSync()[0]!;
};

it('smooths the labels of several classes towards a half', async () => {
  // Labels 1 and 0 become 0.9 and 0.1; at logits of ln 9 and 0 probabilities are 0.9 and 0.5.
  const value = await lossOf(
    { name: 'cross-entropy', labelSmoothing: 0.2 },
    { task: 'multi-label', logits: [Math.log(9), 0], labels: [1, 0] },
  );
  const first = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1));
  expect(value).toBeCloseTo((first + Math.LN2) / 2, 6);
});

it('adds terms by their weights', async () => {
  const data = { task: 'multi-label', logits: [0.5, -1], labels: [1, 0] } as const;
  const batch = { ...data, logits: [...data.logits], labels: [...data.labels] };
  const focal = await lossOf({ name: 'focal', gamma: 1 }, batch);
  const lovasz = await lossOf({ name: 'lovasz' }, batch);
  const sum = await lossOf(
    {
      name: 'sum',
      terms: [
        { name: 'focal', gamma: 1 },
        { name: 'lovasz', weight: 0.5 },
      ],
    },
    batch,
  );
  expect(sum).toBeCloseTo(focal + lovasz / 2, 6);
});

it('is the softmax of one class a sample', async () => {
  const value = await lossOf(
    { name: 'cross-entropy' },
    { task: 'single-label', logits: [Math.log(3), 0], labels: [1, 0] },
  );
  expect(value).toBeCloseTo(Math.log(4 / 3), 6);
});
