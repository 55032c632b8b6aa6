import {
  add,
  batchNorm,
  cast,
  div,
  less,
  mean,
  minimum,
  mul,
  ones,
  type Rank,
  relu,
  rsqrt,
  squaredDifference,
  step,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { runRegistered } from './run-registered.js';

/*
 * Batch normalization in training, forward and backward, in two kernels that a backend may register; otherwise each is composed
 * of core operations. `rows` is the product of all dimensions of x but the last.
 *
 *   HpaBatchNorm      { x, beta, gamma?, movingMean, movingVariance }, { epsilon, momentum, ceiling }
 *                     -> [y, mean, inverseStd, new movingMean, new movingVariance]
 *     mean and the biased variance are those of each channel of x; inverseStd = 1 / sqrt(variance + epsilon);
 *     y = gamma * (x - mean) * inverseStd + beta, with a ceiling above 0 at least 0 and at most that; an average
 *     becomes momentum * average + (1 - momentum) * statistic.
 *
 *   HpaBatchNormGrad  { x, dy, mean, inverseStd, gamma?, y? }, { ceiling } -> [dx, dbeta, dgamma]
 *     with y, dy is 0 for every y <= 0 or y >= ceiling; dbeta = sum of dy; dgamma = sum of dy * xhat, where xhat = (x - mean) * inverseStd;
 *     dx = gamma * inverseStd * (dy - (dbeta + xhat * dgamma) / rows).
 *
 * x, dy, y and dx are float32 [..., C], all others float32 [C]. Without gamma, it is 1.
 */

/** Inputs of {@link batchNormalization}: feature maps [..., C] and vectors [C]. */
export interface BatchNormalizationInputs {
  readonly x: Tensor;
  readonly beta: Tensor;
  readonly gamma?: Tensor;
  readonly movingMean: Tensor;
  readonly movingVariance: Tensor;
}

/** Results of {@link batchNormalization}: feature maps [..., C] and vectors [C]. */
export interface NormalizedBatch {
  readonly y: Tensor;
  readonly mean: Tensor;
  readonly inverseStd: Tensor;
  readonly movingMean: Tensor;
  readonly movingVariance: Tensor;
}

/** Settings of {@link batchNormalization}. */
export interface BatchNormalizationSettings {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Share of a moving average that is kept, in [0, 1]. */
  readonly momentum: number;
  /** The upper end of a ReLU to include, Infinity for one without; 0 for none. */
  readonly ceiling: number;
}

/** Normalizes by the statistics of the batch, and returns the new moving averages. */
export function batchNormalization(
  inputs: BatchNormalizationInputs,
  { epsilon, momentum, ceiling }: BatchNormalizationSettings,
): NormalizedBatch {
  const fused = runRegistered('HpaBatchNorm', { ...inputs }, { epsilon, momentum, ceiling });
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
  const y = batchNorm(x, average, variance, beta as Tensor1D, gamma as Tensor1D, epsilon);
  return {
    y: clampTo(y, ceiling),
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
  /** The output of the ReLU, if it was included. */
  readonly y?: Tensor;
}

/** A ReLU with an upper end, Infinity for none; the tensor itself if that is 0. */
export function clampTo(y: Tensor, ceiling: number): Tensor {
  if (ceiling === 0) {
    return y;
  }
  return Number.isFinite(ceiling) ? minimum(relu(y), ceiling) : relu(y);
}

/** The gradients of {@link batchNormalization}'s y: of x [..., C], of beta and of gamma [C]. */
export function batchNormalizationGradients(
  inputs: BatchNormalizationGradientInputs,
  { ceiling }: Pick<BatchNormalizationSettings, 'ceiling'>,
): [dx: Tensor, dbeta: Tensor, dgamma: Tensor] {
  const fused = runRegistered('HpaBatchNormGrad', { ...inputs }, { ceiling });
  if (fused) {
    return fused as [Tensor, Tensor, Tensor];
  }
  const { x, mean, inverseStd, gamma, y } = inputs;
  const passes = y && (Number.isFinite(ceiling) ? mul(step(y), cast(less(y, ceiling), 'float32')) : step(y));
  const dy = passes ? mul(inputs.dy, passes) : inputs.dy;
  const rows = x.size / mean.size;
  // Centerd first: the sum of dy * x alone would cancel if the mean is large compared to the deviation.
  const xhat = mul(sub(x, mean), inverseStd);
  const dbeta = sum(dy, leadingAxes(x));
  const dgamma = sum(mul(dy, xhat), leadingAxes(x));
  const scale = gamma ? mul(gamma, inverseStd) : inverseStd;
  return [mul(scale, sub(dy, div(add(dbeta, mul(xhat, dgamma)), rows))), dbeta, dgamma];
}

function leadingAxes(x: Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
