import { grad, pad, slice, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import { filled, onBackend } from '../support/on-backend.js';

describe.each([1, 3])('slices on %i threads', (threads) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend('wasm', { threads });
  });
  afterAll(() => started.dispose());

  const same = async (compute: () => readonly Tensor[]) =>
    expect(await onBackend('wasm', compute)).toEqual(await onBackend('cpu', compute));

  it.each([
    ['a box of each image', [0, 1, 2, 0], [3, 70, 40, 5]],
    ['a box of the last images', [1, 0, 3, 0], [2, 71, 41, 5]],
    ['whole images', [1, 0, 0, 0], [1, -1, -1, -1]],
    ['some channels', [0, 1, 2, 1], [3, 70, 40, 3]],
    ['nothing', [0, 1, 2, 0], [3, 0, 40, 5]],
  ])('cut out %s', async (_, begin, size) => {
    await same(() => [slice(tensor(filled([3, 71, 44, 5]), [3, 71, 44, 5]), begin, size)]);
  });

  it('cut out other ranks, and integers', async () => {
    await same(() => [
      slice(tensor(filled([9, 4]), [9, 4]), [2, 1], [5, 2]),
      slice(tensor([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2], 'int32'), [0, 1, 0, 0], [1, 1, 2, 2]),
    ]);
  });

  it('are the gradient of padding', async () => {
    await same(() => {
      const x = tensor(filled([2, 6, 5, 3]), [2, 6, 5, 3]);
      const padded = (of: Tensor) =>
        pad(of, [
          [0, 0],
          [1, 2],
          [2, 0],
          [0, 0],
        ] as [number, number][]);
      return [grad(padded)(x, tensor(filled([2, 9, 7, 3], 1), [2, 9, 7, 3]))];
    });
  });
});
