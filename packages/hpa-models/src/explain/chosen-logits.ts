import { mul, sum, type Tensor1D, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** Picks the logit of one class per row: [N, classes] to [N]. */
export function chosenLogits(logits: Tensor2D, classIndices: readonly number[]): Tensor1D {
  return tidy(() => {
    const [rows, classes] = logits.shape;
    // Made by hand: oneHot() refuses a single class, and writes integers on wasm whatever type it is asked for.
    const chosen = new Float32Array(rows * classes);
    for (const [row, index] of classIndices.entries()) {
      chosen[row * classes + index] = 1;
    }
    return sum(mul(logits, tensor2d(chosen, [rows, classes])), 1);
  });
}
