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

/** How large weights are punished: l1 sum |w| + l2 sum w^2. */
export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/**
 * Adds the penalties of variables to the loss of a pass, and their slopes l1 sign(w) + 2 l2 w to the gradients.
 *
 * The pass is consumed; without a penalty it is returned as it is.
 */
export function addPenalty(
  pass: LossAndGradients,
  { penalties }: { readonly penalties: ReadonlyMap<Variable, Penalty> },
): LossAndGradients {
  if (penalties.size === 0) {
    return pass;
  }
  const replaced: Tensor[] = [pass.loss];
  const gradients: Record<string, Tensor> = { ...pass.gradients };
  const loss = tidy(() =>
    addN<Scalar>([pass.loss, ...[...penalties].map(([weight, penalty]) => penaltyOf(weight, penalty))]),
  );
  for (const [weight, penalty] of penalties) {
    const gradient = gradients[weight.name]!;
    gradients[weight.name] = tidy(() => add(gradient, slopeOf(weight, penalty)));
    replaced.push(gradient);
  }
  dispose(replaced);
  return { loss, logits: pass.logits, gradients };
}

function penaltyOf(weight: Variable, { l1, l2 }: Penalty): Scalar {
  return tidy(() => {
    const absolute = l1 === 0 ? [] : [mul<Scalar>(sum(abs(weight)), l1)];
    const squared = l2 === 0 ? [] : [mul<Scalar>(sum(square(weight)), l2)];
    return addN([...absolute, ...squared]);
  });
}

function slopeOf(weight: Variable, { l1, l2 }: Penalty): Tensor {
  const absolute = l1 === 0 ? [] : [mul(sign(weight), l1)];
  const squared = l2 === 0 ? [] : [mul(weight, 2 * l2)];
  return addN([...absolute, ...squared]);
}
