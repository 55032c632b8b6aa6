import {
  dispose,
  engine,
  keep,
  type Scalar,
  type Tensor,
  type Tensor2D,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';

/** The result of a forward and a backward pass; all of its tensors are the caller's to dispose. */
export interface LossAndGradients {
  readonly loss: Scalar;
  readonly logits: Tensor2D;
  /** By variable name. */
  readonly gradients: Readonly<Record<string, Tensor>>;
}

/**
 * Runs a forward pass and computes the gradients of its loss with respect to every given variable.
 *
 * This is the adapter to the engine: variableGrads() returns only the loss, leaves out variables that the loss does
 * not depend on, and leaks the tensors saved for the backward pass if either pass throws.
 *
 * @throws Error if a variable receives no gradient, naming all such variables; anything that the forward pass throws.
 */
export function lossAndGradients(
  forward: () => { readonly loss: Scalar; readonly logits: Tensor2D },
  variables: readonly Variable[],
): LossAndGradients {
  let logits: Tensor2D | undefined;
  const forwardLoss = (): Scalar => {
    const outcome = forward();
    logits = keep(outcome.logits);
    return outcome.loss;
  };
  try {
    const { value: loss, gradients } = tidy(() => {
      const { value, grads } = engine().gradients(forwardLoss, [...variables], undefined, true);
      return { value, gradients: gradientsByName(variables, grads) };
    });
    return { loss, logits: logits!, gradients };
  } catch (error) {
    releaseTape();
    if (logits !== undefined) {
      dispose(logits);
    }
    throw error;
  }
}

/** The engine returns undefined for a variable that the loss does not depend on. */
function gradientsByName(
  variables: readonly Variable[],
  gradients: readonly (Tensor | undefined)[],
): Record<string, Tensor> {
  const byName: Record<string, Tensor> = {};
  const unreached: string[] = [];
  for (const [index, { name }] of variables.entries()) {
    const gradient = gradients[index];
    if (gradient === undefined) {
      unreached.push(name);
    } else {
      byName[name] = gradient;
    }
  }
  if (unreached.length > 0) {
    throw new Error(
      `every trainable variable must affect the logits; received no gradient for ${unreached.join(', ')}`,
    );
  }
  return byName;
}

function releaseTape(): void {
  const { state } = engine();
  for (const node of state.activeTape ?? []) {
    dispose(node.saved ?? []);
  }
  state.activeTape = [];
}
