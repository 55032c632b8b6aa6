import {
  add,
  customGrad,
  div,
  type GradSaveFunc,
  mul,
  neg,
  rsqrt,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { affine, affine2, batchGradientSums, batchMoments } from './batch-normalization-kernels.js';

/** How {@link normalizeBatch} scales, shifts and reports. */
export interface NormalizeBatchOptions {
  /** [C]; 1 where absent. */
  readonly gamma?: Tensor;
  /** [C] */
  readonly beta: Tensor;
  /** Added to the variance. */
  readonly epsilon: number;
  /** Sees the statistics of the batch, each [C], once per forward pass; they live as long as the call. */
  readonly observe: (mean: Tensor, variance: Tensor) => void;
}

/**
 * Normalizes each channel by the statistics of its batch: gamma * (x - mean) / sqrt(variance + epsilon) + beta
 * (Ioffe and Szegedy, arXiv:1502.03167, algorithm 1), for x float32 [..., C].
 *
 * The gradient keeps x and vectors of C numbers alone, and reads the feature maps twice:
 * dx = gamma * inverseStd * (dy - mean(dy) - xhat * mean(dy * xhat)) = a * dy + b * x + c.
 */
export function normalizeBatch(x: Tensor, { gamma, beta, epsilon, observe }: NormalizeBatchOptions): Tensor {
  const rows = x.size / x.shape[x.rank - 1]!;

  const operation = customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const save = inputs.at(-1) as GradSaveFunc;
    const [mean, variance] = batchMoments(x);
    observe(mean, variance);
    const inverseStd = rsqrt(add(variance, epsilon));
    const scale = gamma ? mul(gamma, inverseStd) : inverseStd;
    save([x, mean, inverseStd, scale]);

    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [x, mean, inverseStd, scale] = saved as [Tensor, Tensor, Tensor, Tensor];
      const [dbeta, dgamma] = batchGradientSums({ x, dy, mean, inverseStd });
      const b = neg(div(mul(mul(scale, inverseStd), dgamma), rows));
      const c = neg(add(div(mul(scale, dbeta), rows), mul(b, mean)));
      const dx = affine2({ x, dy, a: scale, b, c });
      return gamma ? [dx, dbeta, dgamma] : [dx, dbeta];
    };
    return { value: affine(x, { scale, shift: sub(beta, mul(mean, scale)) }), gradFunc };
  });
  return gamma ? operation(x, beta, gamma) : operation(x, beta);
}
