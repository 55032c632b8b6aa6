import {
  add,
  batchNorm,
  div,
  mean,
  mul,
  ones,
  type Rank,
  rsqrt,
  squaredDifference,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { runRegistered } from './run-registered.js';

/*
 * Batch normalization in training, forward and backward, in two kernels that a backend may register; each is composed
 * from core operations where it does not. `rows` is the product of all dimensions of x but the last.
 *
 *   HpaBatchNorm      { x, beta, gamma?, movingMean, movingVariance }, { epsilon, momentum }
 *                     -> [y, mean, inverseStd, new movingMean, new movingVariance]
 *     mean and the biased variance are those of each channel of x; inverseStd = 1 / sqrt(variance + epsilon);
 *     y = gamma * (x - mean) * inverseStd + beta; an average moves to momentum * average + (1 - momentum) * statistic.
 *
 *   HpaBatchNormGrad  { x, dy, mean, inverseStd, gamma? } -> [dx, dbeta, dgamma]
 *     dbeta = sum of dy; dgamma = sum of dy * xhat, where xhat = (x - mean) * inverseStd;
 *     dx = gamma * inverseStd * (dy - (dbeta + xhat * dgamma) / rows).
 *
 * x, dy, y and dx are float32 [..., C], all others float32 [C]; an absent gamma is 1.
 */

/** Inputs of {@link batchNormalization}: a feature map [..., C] and vectors [C]. */
export interface BatchNormalizationInputs {
  readonly x: Tensor;
  readonly beta: Tensor;
  readonly gamma?: Tensor;
  readonly movingMean: Tensor;
  readonly movingVariance: Tensor;
}

/** Results of {@link batchNormalization}: a feature map [..., C] and vectors [C]. */
export interface NormalizedBatch {
  readonly y: Tensor;
  readonly mean: Tensor;
  readonly inverseStd: Tensor;
  readonly movingMean: Tensor;
  readonly movingVariance: Tensor;
}

/** Normalizes by the statistics of the batch, and says where the averages move. */
export function batchNormalization(
  inputs: BatchNormalizationInputs,
  { epsilon, momentum }: { readonly epsilon: number; readonly momentum: number },
): NormalizedBatch {
  const fused = runRegistered('HpaBatchNorm', { ...inputs }, { epsilon, momentum });
  if (fused) {
    const [y, mean, inverseStd, movingMean, movingVariance] = fused as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    return { y, mean, inverseStd, movingMean, movingVariance };
  }
  const { x, beta, gamma = ones<Rank.R1>(beta.shape as [number]) } = inputs;
  const average = mean(x, leadingAxes(x)) as Tensor1D;
  const variance = mean(squaredDifference(x, average), leadingAxes(x)) as Tensor1D;
  const move = (from: Tensor, statistic: Tensor) => add(mul(from, momentum), mul(statistic, 1 - momentum));
  return {
    y: batchNorm(x, average, variance, beta as Tensor1D, gamma as Tensor1D, epsilon),
    mean: average,
    inverseStd: rsqrt(add(variance, epsilon)),
    movingMean: move(inputs.movingMean, average),
    movingVariance: move(inputs.movingVariance, variance),
  };
}

/** Inputs of {@link batchNormalizationGradients}: feature maps [..., C] and vectors [C]. */
export interface BatchNormalizationGradientInputs {
  readonly x: Tensor;
  readonly dy: Tensor;
  readonly mean: Tensor;
  readonly inverseStd: Tensor;
  readonly gamma?: Tensor;
}

/** The gradients of {@link batchNormalization}'s y: of x [..., C], of beta and of gamma [C]. */
export function batchNormalizationGradients(
  inputs: BatchNormalizationGradientInputs,
): [dx: Tensor, dbeta: Tensor, dgamma: Tensor] {
  const fused = runRegistered('HpaBatchNormGrad', { ...inputs });
  if (fused) return fused as [Tensor, Tensor, Tensor];
  const { x, dy, mean, inverseStd, gamma } = inputs;
  const rows = x.size / mean.size;
  // Centred first: the sum of dy * x alone would cancel where the mean is large beside the deviation.
  const xhat = mul(sub(x, mean), inverseStd);
  const dbeta = sum(dy, leadingAxes(x));
  const dgamma = sum(mul(dy, xhat), leadingAxes(x));
  const scale = gamma ? mul(gamma, inverseStd) : inverseStd;
  return [mul(scale, sub(dy, div(add(dbeta, mul(xhat, dgamma)), rows))), dbeta, dgamma];
}

function leadingAxes(x: Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
