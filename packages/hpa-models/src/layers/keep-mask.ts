import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { counterHash } from '../counter-hash.js';

/** Which elements {@link keepMask} keeps. */
export interface KeepMaskOptions {
  /** The random stream, from `streamKey()`. */
  readonly key: number;
  /** Where in the stream the first element is. */
  readonly firstElement: number;
  /** Probability in [0, 1) that an element is dropped. */
  readonly rate: number;
  /** What stands for a kept element; 0 stands for a dropped one. */
  readonly keep: number;
}

/** A float32 mask of the given shape. */
export function keepMask(
  shape: readonly number[],
  { key, firstElement, rate, keep }: KeepMaskOptions,
): Tensor {
  const threshold = rate * 2 ** 32;
  const values = new Float32Array(shape.reduce((size, dimension) => size * dimension, 1));
  for (let i = 0; i < values.length; i++) {
    if (counterHash(key, firstElement + i) >= threshold) {
      values[i] = keep;
    }
  }
  return tensor(values, [...shape]);
}
