import {
  dispose,
  engine,
  getBackend,
  getKernel,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * The optional kernels that a backend may register to update all variables in one call, in place. Inputs are numbered by variable: variable0, gradient0,
 * the slots of that variable, variable1 and so on. learningRates holds a number for each.
 *
 * - `HpaAdam`: slots m, v; attributes learningRates, keptShares, beta1, beta2, epsilon, step (from 1).
 *   m = beta1 m + (1 - beta1) gradient; v = beta2 v + (1 - beta2) gradient^2;
 *   variable = keptShare variable - learningRate (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon).
 * - `HpaMomentum`: slot velocity; attributes learningRates, momentum, nesterov.
 *   velocity = momentum velocity - learningRate gradient;
 *   variable += nesterov ? momentum velocity - learningRate gradient : velocity.
 *
 * Each overwrites the memory of all inputs but the gradients, and returns a dummy scalar.
 */
export type FusedKernelName = 'HpaAdam' | 'HpaMomentum';

/**
 * Runs a fused update of all variables if the active backend has the kernel, and returns whether it did.
 *
 * The kernel preserves tensors that share memory with a variable or its slots, such as clones and reshapes.
 *
 * @param call.variables For each variable its tensors by their names without a number.
 */
export function fusedUpdate(
  kernelName: FusedKernelName,
  call: {
    readonly variables: readonly Readonly<Record<string, Tensor>>[];
    readonly attributes: Readonly<Record<string, number | boolean | number[]>>;
  },
): boolean {
  // By its type getKernel() always finds a kernel, but it returns undefined if none is registered.
  if (getKernel(kernelName, getBackend()) == null) {
    return false;
  }
  const inputs: NamedTensorMap = {};
  for (const [i, tensors] of call.variables.entries()) {
    for (const [name, tensor] of Object.entries(tensors)) {
      inputs[`${name}${i}`] = tensor;
    }
  }
  dispose(engine().runKernel(kernelName, inputs, { ...call.attributes }));
  return true;
}
