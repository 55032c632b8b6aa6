import { conv2d, grads, mul, type Tensor, type Tensor4D, tensor } from '@tensorflow/tfjs-core';
import { filled } from '../support/on-backend.js';

/** Convolutions whose filter gradients the page computes on a GPU engine and the test on cpu. */
export const CONVOLUTIONS = [
  // Few weights and many positions, as in a first layer: split into parts.
  { x: [2, 40, 42, 3], filter: [3, 3, 3, 5], strides: [1, 1], pad: 'valid' },
  { x: [3, 13, 11, 7], filter: [2, 3, 7, 9], strides: [2, 1], pad: 'same' },
  { x: [1, 9, 8, 16], filter: [1, 7, 16, 8], strides: [1, 1], pad: 'same' },
  { x: [2, 8, 8, 10], filter: [1, 1, 10, 12], strides: [1, 1], pad: 'valid' },
  { x: [1, 6, 6, 4], filter: [3, 3, 4, 4], strides: [2, 2], pad: 3 },
] as const;

/** The filter gradient of one of {@link CONVOLUTIONS}; the outputs have different weights. */
export function filterGradient({ x, filter, strides, pad }: (typeof CONVOLUTIONS)[number]): Tensor {
  const input = tensor(filled(x), [...x]) as Tensor4D;
  const [, gradient] = grads((input: Tensor, filter: Tensor) => {
    const y = conv2d(input as Tensor4D, filter as Tensor4D, [...strides], pad);
    return mul(y, tensor(filled(y.shape, 2), y.shape));
  })([input, tensor(filled(filter, 1), [...filter])]);
  return gradient as Tensor;
}
