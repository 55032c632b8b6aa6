import { div, mul, type Scalar, sum, type Tensor1D } from '@tensorflow/tfjs-core';

/** The weighted sum of the losses of samples, divided by their number: sum_n w_n l_n / N, as in Keras. */
export function meanLoss(losses: Tensor1D, sampleWeights?: Tensor1D): Scalar {
  return div(sum(sampleWeights === undefined ? losses : mul(losses, sampleWeights)), losses.shape[0]);
}
