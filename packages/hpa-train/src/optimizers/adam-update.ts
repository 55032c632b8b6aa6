import { add, div, mul, sqrt, square, sub, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { fusedUpdate } from './fused-update.js';

/** The constants of Adam, of one update. */
interface AdamAttributes {
  readonly [name: string]: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** The number of this update, from 1. */
  readonly step: number;
}

/** Updates a variable and its slots by Adam: by the kernel `HpaAdam` in place if the backend has it, else by operations of tfjs-core. */
export function adamUpdate(
  inputs: {
    readonly variable: Variable;
    readonly gradient: Tensor;
    readonly m: Variable;
    readonly v: Variable;
  },
  attributes: AdamAttributes,
): void {
  if (fusedUpdate('HpaAdam', { inputs: { ...inputs }, attributes })) {
    return;
  }
  const { variable, gradient, m, v } = inputs;
  const { learningRate, beta1, beta2, epsilon, step } = attributes;
  tidy(() => m.assign(add(mul(m, beta1), mul(gradient, 1 - beta1))));
  tidy(() => v.assign(add(mul(v, beta2), mul(square(gradient), 1 - beta2))));
  // Both bias corrections are folded into two numbers, which saves two passes over the weights.
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const stepSize = (learningRate * rootCorrection) / (1 - beta1 ** step);
  const direction = tidy(() => div(m, add(sqrt(v), epsilon * rootCorrection)));
  tidy(() => variable.assign(sub(variable, mul(direction, stepSize))));
  direction.dispose();
}
