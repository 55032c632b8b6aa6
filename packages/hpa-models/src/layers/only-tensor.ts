import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Returns the input of a layer that takes exactly one tensor.
 *
 * @throws Error if there is none, or more than one
 */
export function onlyTensor(inputs: Tensor | readonly Tensor[]): Tensor {
  if (!Array.isArray(inputs)) {
    return inputs as Tensor;
  }
  if (inputs.length !== 1) {
    throw new Error(`a layer of one input received ${inputs.length} tensors`);
  }
  return inputs[0];
}
