import { add, div, mul, sqrt, square, sub, tidy } from '@tensorflow/tfjs-core';
import type { Update } from './create-optimizer.js';
import { fusedUpdate } from './fused-update.js';

/** The constants of Adam. */
export interface AdamConstants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

type AdamUpdate = Update<'m' | 'v'>;

/**
 * Updates all variables and their slots in place by the kernel `HpaAdam`, with decoupled weight decay before it, and returns true; false if the
 * backend has no such kernel.
 */
export function adamUpdates(updates: readonly AdamUpdate[], constants: AdamConstants): boolean {
  return fusedUpdate('HpaAdam', {
    variables: updates.map(({ variable, gradient, slots: { m, v } }) => ({ variable, gradient, m, v })),
    attributes: {
      ...constants,
      learningRates: updates.map(({ learningRate }) => learningRate),
      keptShares: updates.map(keptShare),
      step: updates[0]?.step ?? 1,
    },
  });
}

/** The same for one variable, by operations of tfjs-core. */
export function adamUpdate(update: AdamUpdate, { beta1, beta2, epsilon }: AdamConstants): void {
  const {
    variable,
    gradient,
    slots: { m, v },
    learningRate,
    step,
  } = update;
  const kept = keptShare(update);
  if (kept !== 1) {
    tidy(() => variable.assign(mul(variable, kept)));
  }
  tidy(() => m.assign(add(mul(m, beta1), mul(gradient, 1 - beta1))));
  tidy(() => v.assign(add(mul(v, beta2), mul(square(gradient), 1 - beta2))));
  // Both bias corrections are folded into two numbers, which saves two passes over the weights.
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const stepSize = (learningRate * rootCorrection) / (1 - beta1 ** step);
  const direction = tidy(() => div(m, add(sqrt(v), epsilon * rootCorrection)));
  tidy(() => variable.assign(sub(variable, mul(direction, stepSize))));
  direction.dispose();
}

/** The share of the weights that decoupled decay leaves. */
function keptShare({ learningRate, weightDecay }: AdamUpdate): number {
  return 1 - learningRate * weightDecay;
}
