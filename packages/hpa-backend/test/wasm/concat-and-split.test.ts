import { concat, grads, mul, split, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import { filled, onBackend } from '../support/on-backend.js';

describe.each([1, 2])('concatenating and splitting on %i threads', (threads) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend('wasm', { threads });
  });
  afterAll(() => started.dispose());

  const same = async (compute: () => readonly Tensor[]) =>
    expect(await onBackend('wasm', compute)).toEqual(await onBackend('cpu', compute));

  it.each([
    [
      'the last axis',
      -1,
      [
        [2, 9, 17, 3],
        [2, 9, 17, 5],
        [2, 9, 17, 1],
      ],
    ],
    [
      'the last axis, with an empty part',
      3,
      [
        [2, 3, 4, 3],
        [2, 3, 4, 0],
        [2, 3, 4, 2],
      ],
    ],
    [
      'another axis',
      1,
      [
        [2, 3, 4],
        [2, 1, 4],
      ],
    ],
    ['the only axis', 0, [[3], [4]]],
  ] as const)('along %s, with the gradient', async (_name, axis, shapes) => {
    await same(() => {
      const parts = shapes.map((shape, i) => tensor(filled(shape, i), [...shape]));
      const joined = concat(parts, axis);
      const dy = tensor(filled(joined.shape, 5), joined.shape);
      return [joined, ...grads((...inputs) => mul(concat(inputs, axis), 2))(parts, dy)];
    });
  });

  it.each([
    ['equal parts', 3, -1],
    ['parts of given widths', [1, 5], 2],
    ['a width of -1', [2, -1], 2],
    ['parts of another axis', [1, 2], 1],
  ] as const)('into %s', async (_name, parts, axis) => {
    await same(() => split(tensor(filled([4, 3, 6]), [4, 3, 6]), parts as number | number[], axis));
  });

  it('keeps int32', async () => {
    const compute = () => [concat([tensor([1, 2], [2, 1], 'int32'), tensor([3, 4], [2, 1], 'int32')], 1)];
    expect([...(await onBackend('wasm', compute))[0]!]).toEqual([1, 3, 2, 4]);
  });
});
