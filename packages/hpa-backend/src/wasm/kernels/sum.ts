import { type SumAttrs, util } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { rowBlocks } from '../calls/row-blocks.js';
import { addressOf } from '../memory/tensors.js';

/** Sum over all axes but the last, as in bias gradients. The stock kernel would transpose the tensor first. */
export const sum: WasmKernel = {
  kernelName: 'Sum',
  run({ inputs, attrs, backend, pool, stock }) {
    const x = input(inputs, 'x');
    const { axis, keepDims } = attrs as unknown as SumAttrs;
    const rank = x.shape.length;
    const axes = new Set(util.parseAxisParam(axis, x.shape)); // All axes if none is given.
    const allButLast = rank > 1 && axes.size === rank - 1 && !axes.has(rank - 1);
    const channels = x.shape[rank - 1] as number;
    const rows = x.shape.slice(0, -1).reduce((product, dimension) => product * dimension, 1);
    if (!allButLast || x.dtype !== 'float32' || rows * channels === 0) {
      return stock();
    }
    const out = backend.makeOutput(
      keepDims ? [...x.shape.slice(0, -1).map(() => 1), channels] : [channels],
      'float32',
    );
    const { blockRows, blocks } = rowBlocks(rows);
    const parts = backend.makeOutput([blocks, channels], 'float32');
    pool.run(
      'channelSums',
      { x: addressOf(backend, x), parts: addressOf(backend, parts), rows, channels, blockRows },
      { units: blocks },
    );
    pool.run('addParts', {
      parts: addressOf(backend, parts),
      sums: addressOf(backend, out),
      blocks,
      channels,
      scale: 1,
    });
    backend.disposeData(parts.dataId);
    return out;
  },
};
