import { add, customGrad, type GradSaveFunc, mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { counterHash, streamKey } from '../counter-hash.js';
import { runRegistered } from './run-registered.js';

/*
 * Dropout in one kernel, if the backend has registered it; otherwise it is composed of a mask and core operations.
 *
 *   HpaDropout { x } { key, firstElement, rate, scale, shift, dropped } -> y
 *     y[i] = scale * x[i] + shift if counterHash(key, firstElement + i) >= rate * 2^32, else dropped.
 *
 * x and y are float32 of one shape; counterHash is that of counter-hash.ts.
 */

/** Options of {@link dropElements}. */
interface DropElementsOptions {
  /** Probability in [0, 1) that an element is dropped. */
  readonly rate: number;
  /** A kept element becomes scale * x + shift. */
  readonly scale: number;
  /** 0 by default. */
  readonly shift?: number;
  /** Value of a dropped element; 0 by default. */
  readonly dropped?: number;
  readonly seed: number;
  /** Training step, an integer from 0. */
  readonly step: number;
  /** Number of images of the same batch that come before these. */
  readonly firstImage: number;
}

/**
 * Drops elements of x [N, ...]. Which ones depends on (seed, step, element of the batch) alone: it is the same on every
 * backend, when a training resumes at that step, and when a batch is split.
 *
 * For the gradient it keeps the mask, or nothing if the kernel is registered.
 */
export function dropElements(
  x: Tensor,
  { rate, scale, shift = 0, dropped = 0, seed, step, firstImage }: DropElementsOptions,
): Tensor {
  const which = {
    key: streamKey(seed, step),
    firstElement: (firstImage * x.size) / x.shape[0]!,
    rate,
  };
  const fused = (tensor: Tensor, map: { scale: number; shift: number; dropped: number }) =>
    runRegistered('HpaDropout', { x: tensor }, { ...which, ...map }) as Tensor | undefined;
  return customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const [x, save] = inputs as [Tensor, GradSaveFunc];
    const value = fused(x, { scale, shift, dropped });
    if (value) {
      save([]);
      return { value, gradFunc: (dy: Tensor) => fused(dy, { scale, shift: 0, dropped: 0 })! };
    }
    const mask = keepMask(x.shape, { ...which, keep: scale });
    save([mask]);
    const scaled = mul(x, mask);
    return {
      value:
        shift === 0 && dropped === 0
          ? scaled
          : add(scaled, add(mul(mask, (shift - dropped) / scale), dropped)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => mul(dy, saved[0]!),
    };
  })(x);
}

/** A mask of a shape: `keep` for a kept element, 0 for a dropped one. */
function keepMask(
  shape: readonly number[],
  {
    key,
    firstElement,
    rate,
    keep,
  }: { readonly key: number; readonly firstElement: number; readonly rate: number; readonly keep: number },
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
