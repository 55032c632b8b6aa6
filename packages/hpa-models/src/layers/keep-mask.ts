import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { counterHash, streamKey } from '../counter-hash.js';

/** Which elements {@link keepMask} keeps. */
export interface KeepMaskOptions {
  /** Probability in [0, 1) that an element is dropped. */
  readonly rate: number;
  /** Value of a kept element; a dropped one is 0. */
  readonly keep: number;
  readonly seed: number;
  /** Training step, an integer from 0. */
  readonly step: number;
  /** Rows of the same batch before these. */
  readonly firstImage: number;
}

/**
 * A float32 mask of the given shape [N, ...] that follows from (seed, step, element of the batch) alone: the same on
 * every backend, again when a training resumes at that step, and for the parts of a batch as for the whole.
 */
export function keepMask(
  shape: readonly number[],
  { rate, keep, seed, step, firstImage }: KeepMaskOptions,
): Tensor {
  const key = streamKey(seed, step);
  const threshold = rate * 2 ** 32;
  const values = new Float32Array(shape.reduce((size, dimension) => size * dimension, 1));
  const firstElement = (firstImage * values.length) / shape[0]!;
  for (let i = 0; i < values.length; i++) {
    if (counterHash(key, firstElement + i) >= threshold) values[i] = keep;
  }
  return tensor(values, [...shape]);
}
