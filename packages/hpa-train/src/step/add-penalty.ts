import {
  abs,
  add,
  addN,
  dispose,
  mul,
  type Scalar,
  sign,
  square,
  sum,
  type Tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { LossAndGradients } from './loss-and-gradients.js';

/** How large weights are punished: l1 sum |w| + l2 sum w^2 over all kernels. */
export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/**
 * Adds the penalty of the kernels to the loss of a pass, and its slope l1 sign(w) + 2 l2 w to their gradients.
 *
 * Kernels are the variables of more than one axis: biases and the scales of normalizations are left alone. The pass is consumed; without a penalty it is
 * returned as it is.
 */
export function addPenalty(
  pass: LossAndGradients,
  { variables, penalty }: { readonly variables: readonly Variable[]; readonly penalty: Penalty },
): LossAndGradients {
  const kernels = variables.filter(({ rank }) => rank > 1);
  if ((penalty.l1 === 0 && penalty.l2 === 0) || kernels.length === 0) {
    return pass;
  }
  const replaced: Tensor[] = [pass.loss];
  const gradients: Record<string, Tensor> = { ...pass.gradients };
  const loss = tidy(() => addN<Scalar>([pass.loss, ...kernels.map((kernel) => penaltyOf(kernel, penalty))]));
  for (const kernel of kernels) {
    const gradient = gradients[kernel.name]!;
    gradients[kernel.name] = tidy(() => add(gradient, slopeOf(kernel, penalty)));
    replaced.push(gradient);
  }
  dispose(replaced);
  return { loss, logits: pass.logits, gradients };
}

function penaltyOf(kernel: Variable, { l1, l2 }: Penalty): Scalar {
  return tidy(() => {
    const absolute = l1 === 0 ? [] : [mul<Scalar>(sum(abs(kernel)), l1)];
    const squared = l2 === 0 ? [] : [mul<Scalar>(sum(square(kernel)), l2)];
    return addN([...absolute, ...squared]);
  });
}

function slopeOf(kernel: Variable, { l1, l2 }: Penalty): Tensor {
  const absolute = l1 === 0 ? [] : [mul(sign(kernel), l1)];
  const squared = l2 === 0 ? [] : [mul(kernel, 2 * l2)];
  return addN([...absolute, ...squared]);
}
