import '@tensorflow/tfjs';
import { memory, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { accuracy, fromTensors } from '../src/index.js';

async function read({ labels, scores }: { labels: number[][]; scores: number[][] }) {
  const tensors = { labels: tensor2d(labels), scores: tensor2d(scores) };
  try {
    return await fromTensors(tensors);
  } finally {
    for (const tensor of Object.values<Tensor2D>(tensors)) {
      tensor.dispose();
    }
  }
}

describe('fromTensors', () => {
  it('turns one-hot rows into class indices and scores into rows', async () => {
    const data = await read({
      labels: [
        [0, 1, 0],
        [0, 0, 1],
      ],
      scores: [
        [0.25, 0.5, 0.25],
        [1, 0, 0],
      ],
    });
    expect(data).toEqual({
      labels: [1, 2],
      scores: [
        [0.25, 0.5, 0.25],
        [1, 0, 0],
      ],
    });
    expect(accuracy(data)).toBe(0.5);
  });

  it('reads integer labels and leaves the tensors to the caller', async () => {
    const before = memory().numTensors;
    const labels = tensor2d([[1, 0]], [1, 2], 'int32');
    const scores = tensor2d([[0.5, 0.5]]);
    expect((await fromTensors({ labels, scores })).labels).toEqual([0]);
    expect(memory().numTensors).toBe(before + 2);
    expect(labels.isDisposed || scores.isDisposed).toBe(false);
    labels.dispose();
    scores.dispose();
  });

  it('refuses shapes that differ', async () => {
    await expect(
      read({
        labels: [[1, 0]],
        scores: [
          [1, 0],
          [1, 0],
        ],
      }),
    ).rejects.toThrow(
      new RangeError('labels and scores must have one shape, [samples, classes]; received [1,2] and [2,2]'),
    );
  });

  it.each([
    ['no class', [0, 0]],
    ['two classes', [1, 1]],
    ['a fraction', [0.5, 0.5]],
  ])('refuses a label row with %s', async (_, row) => {
    await expect(
      read({
        labels: [[1, 0], row],
        scores: [
          [1, 0],
          [1, 0],
        ],
      }),
    ).rejects.toThrow(new RangeError(`labels row 1 must be one-hot: a single 1 among 0s; received [${row}]`));
  });

  it('refuses logits', async () => {
    await expect(read({ labels: [[1, 0]], scores: [[2, -2]] })).rejects.toThrow(
      'scores[0][0] must be a probability in [0, 1]; received 2',
    );
  });
});
