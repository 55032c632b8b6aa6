import { cast, mul, oneHot, sum, type Tensor1D, type Tensor2D, tensor1d, tidy } from '@tensorflow/tfjs-core';

/** Picks the logit of one class per row: [N, classes] to [N]. */
export function chosenLogits(logits: Tensor2D, classIndices: readonly number[]): Tensor1D {
  return tidy(() => {
    // The wasm backend writes integers, whatever type oneHot() is asked for.
    const chosen = cast(oneHot(tensor1d([...classIndices], 'int32'), logits.shape[1]), 'float32');
    return sum(mul(logits, chosen), 1);
  });
}
