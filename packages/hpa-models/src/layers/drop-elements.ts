import { add, customGrad, type GradSaveFunc, mul, type Tensor } from '@tensorflow/tfjs-core';
import { streamKey } from '../counter-hash.js';
import { keepMask } from './keep-mask.js';
import { runRegistered } from './run-registered.js';

/*
 * Dropout in one kernel that a backend may register; it is composed from a mask and core operations where none does.
 *
 *   HpaDropout { x } { key, firstElement, rate, scale, shift, dropped } -> y
 *     y[i] = scale * x[i] + shift where counterHash(key, firstElement + i) >= rate * 2^32, else dropped.
 *
 * x and y are float32 of one shape; counterHash is that of counter-hash.ts.
 */

/** Options of {@link dropElements}. */
export interface DropElementsOptions {
  /** Probability in [0, 1) that an element is dropped. */
  readonly rate: number;
  /** A kept element becomes scale * x + shift. */
  readonly scale: number;
  /** 0 where absent. */
  readonly shift?: number;
  /** What a dropped element becomes; 0 where absent. */
  readonly dropped?: number;
  readonly seed: number;
  /** Training step, an integer from 0. */
  readonly step: number;
  /** Rows of the same batch before these. */
  readonly firstImage: number;
}

/**
 * Drops elements of x [N, ...], which ones follows from (seed, step, element of the batch) alone: the same on every
 * backend, again when a training resumes at that step, and for the parts of a batch as for the whole.
 *
 * For its gradient it keeps nothing where the kernel is registered, else the mask.
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
