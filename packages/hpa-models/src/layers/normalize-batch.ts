import { customGrad, type GradSaveFunc, type Tensor } from '@tensorflow/tfjs-core';
import { batchNormalization, batchNormalizationGradients } from './batch-normalization-kernels.js';

/** Options of {@link normalizeBatch}; all tensors are [C]. */
interface NormalizeBatchOptions {
  /** 1 by default. */
  readonly gamma?: Tensor;
  readonly beta: Tensor;
  readonly movingMean: Tensor;
  readonly movingVariance: Tensor;
  /** Share of a moving average that is kept, in [0, 1]. */
  readonly momentum: number;
  /** Added to the variance. */
  readonly epsilon: number;
  /** The upper end of a ReLU to include, Infinity for one without; 0 for none. */
  readonly ceiling: number;
  /** Called with the new averages once per forward pass; they are freed after the call. */
  readonly move: (mean: Tensor, variance: Tensor) => void;
}

/**
 * Normalizes each channel by the statistics of its batch: gamma * (x - mean) / sqrt(variance + epsilon) + beta
 * (Ioffe and Szegedy, arXiv:1502.03167, algorithm 1), for x float32 [..., C].
 *
 * For the gradient it keeps x, vectors of C numbers, and with a ReLU the result.
 */
export function normalizeBatch(
  x: Tensor,
  { gamma, beta, movingMean, movingVariance, momentum, epsilon, ceiling, move }: NormalizeBatchOptions,
): Tensor {
  const operation = customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const save = inputs.at(-1) as GradSaveFunc;
    const batch = batchNormalization(
      { x, beta, ...(gamma && { gamma }), movingMean, movingVariance },
      { epsilon, momentum, ceiling },
    );
    move(batch.movingMean, batch.movingVariance);
    save([x, batch.mean, batch.inverseStd, ...(gamma ? [gamma] : []), ...(ceiling > 0 ? [batch.y] : [])]);

    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [x, mean, inverseStd, ...rest] = saved as [Tensor, Tensor, Tensor, ...Tensor[]];
      const gradients = batchNormalizationGradients(
        {
          x,
          dy,
          mean,
          inverseStd,
          ...(gamma && { gamma: rest[0]! }),
          ...(ceiling > 0 && { y: rest.at(-1)! }),
        },
        { ceiling },
      );
      return gamma ? gradients : gradients.slice(0, 2);
    };
    return { value: batch.y, gradFunc };
  });
  return gamma ? operation(x, beta, gamma) : operation(x, beta);
}
