import type { TileAttrs } from '@tensorflow/tfjs-core';
import { GRAIN } from '../calls/grain.js';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

/**
 * Tiles adjacent axes of length 1 by copying rows, as a broadcast of [N, 1, 1, C] to [N, H, W, C] needs. The stock kernel,
 * which takes other cases, copies element by element.
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
    pool.run(
      'repeatRows',
      { x: addressOf(backend, x), out: addressOf(backend, out), repeats: product(reps), length },
      { units: rows, multiple: Math.ceil(GRAIN / length) },
    );
    return out;
  },
};

function product(factors: readonly number[]): number {
  return factors.reduce((result, factor) => result * factor, 1);
}
