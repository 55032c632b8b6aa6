import { dispose, engine, getBackend, getKernel, type NamedTensorMap } from '@tensorflow/tfjs-core';

/**
 * The optional kernels that a backend may register to update a variable in one pass, in place:
 *
 * - `HpaAdam`: inputs variable, gradient, m, v; attributes learningRate, beta1, beta2, epsilon, step (from 1).
 *   m = beta1 m + (1 - beta1) gradient; v = beta2 v + (1 - beta2) gradient^2;
 *   variable -= learningRate (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon).
 * - `HpaMomentum`: inputs variable, gradient, velocity; attributes learningRate, momentum, nesterov.
 *   velocity = momentum velocity - learningRate gradient;
 *   variable += nesterov ? momentum velocity - learningRate gradient : velocity.
 *
 * Each overwrites the memory of all inputs but the gradient, and returns a dummy scalar.
 */
export type FusedKernelName = 'HpaAdam' | 'HpaMomentum';

/**
 * Runs a fused update if the active backend has the kernel, and returns whether it did.
 *
 * The kernel preserves tensors that share memory with the variable or its slots, such as clones and reshapes.
 */
export function fusedUpdate(
  kernelName: FusedKernelName,
  call: {
    readonly inputs: NamedTensorMap;
    readonly attributes: Readonly<Record<string, number | boolean>>;
  },
): boolean {
  // By its type getKernel() always finds a kernel, but it returns undefined if none is registered.
  if (getKernel(kernelName, getBackend()) == null) {
    return false;
  }
  dispose(engine().runKernel(kernelName, call.inputs, { ...call.attributes }));
  return true;
}
