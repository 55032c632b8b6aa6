import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Unwraps the input of a layer that takes exactly one tensor.
 *
 * @throws Error if there are none or several
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
