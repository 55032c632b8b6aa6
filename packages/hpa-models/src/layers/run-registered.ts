import { engine, getBackend, getKernel, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Runs a fused kernel if the current backend has registered one of that name; otherwise returns undefined. */
export function runRegistered(
  kernel: string,
  inputs: NamedTensorMap,
  attributes: Readonly<Record<string, number>> = {},
): Tensor | Tensor[] | undefined {
  // getKernel() is typed as always finding a kernel, but returns undefined if none is registered.
  const registered = getKernel(kernel, getBackend()) as object | undefined;
  return registered && (engine().runKernel(kernel, inputs, { ...attributes }) as Tensor | Tensor[]);
}
