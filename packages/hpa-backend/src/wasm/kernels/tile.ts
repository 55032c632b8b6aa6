import type { TileAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf, sizeOf } from '../tensors.js';

/**
 * Tiles neighbouring axes of length 1, as a broadcast of [N, 1, 1, C] to [N, H, W, C] does, by copying rows: the stock
 * kernel goes number by number.
 */
export const tile: WasmKernel = {
  kernelName: 'Tile',
  run({ inputs, attrs, backend, pool, stock }) {
    const x = input(inputs, 'x');
    const { reps } = attrs as unknown as TileAttrs;
    const repeated = reps.flatMap((count, axis) => (count === 1 ? [] : [axis]));
    const [first, last] = [repeated[0], repeated.at(-1)];
    if (first === undefined || last === undefined || x.dtype !== 'float32') {
      return stock();
    }
    const between = x.shape.slice(first, last + 1);
    if (reps.length !== x.shape.length || between.some((length) => length !== 1)) {
      return stock();
    }
    const shape = x.shape.map((length, axis) => length * reps[axis]!);
    const out = backend.makeOutput(shape, 'float32');
    if (sizeOf(out) === 0) {
      return out;
    }
    const length = product(x.shape.slice(last + 1));
    const rows = sizeOf(out) / length;
    const places = [x, out].map((tensor) => addressOf(backend, tensor));
    pool.parallel('repeatRows', [...places, product(reps), length], {
      units: rows,
      // Below it, waking the threads costs more than the work.
      multiple: Math.ceil(4096 / length),
    });
    return out;
  },
};

function product(factors: readonly number[]): number {
  return factors.reduce((result, factor) => result * factor, 1);
}
