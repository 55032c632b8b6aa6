import {
  add,
  batchNorm,
  engine,
  getBackend,
  getKernel,
  mean,
  mul,
  ones,
  type Rank,
  squaredDifference,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  zeros,
} from '@tensorflow/tfjs-core';

/*
 * The four passes over a whole feature map that batch normalization is made of. A backend may register them as
 * kernels of its own; each is composed from core operations where it does not:
 *
 *   HpaBatchNormMoments   { x }                        -> [mean, variance]
 *   HpaBatchNormGradSums  { x, dy, mean, inverseStd }  -> [sum of dy, sum of dy * xhat]
 *   HpaAffine             { x, scale, shift }          -> x * scale + shift
 *   HpaAffine2            { x, dy, a, b, c }           -> a * dy + b * x + c
 *
 * x, dy and the last two results are float32 [..., C], all others float32 [C].
 */

/** Mean and biased variance of each channel: x [..., C] to two [C]. */
export function batchMoments(x: Tensor): [mean: Tensor, variance: Tensor] {
  const fused = runRegistered('HpaBatchNormMoments', { x });
  if (fused) return fused as [Tensor, Tensor];
  const average = mean(x, leadingAxes(x));
  return [average, mean(squaredDifference(x, average), leadingAxes(x))];
}

/** Sums over each channel of dy and of dy * (x - mean) * inverseStd: both [C]. */
export function batchGradientSums({ x, dy, mean, inverseStd }: BatchGradientSumsInputs): [Tensor, Tensor] {
  const fused = runRegistered('HpaBatchNormGradSums', { x, dy, mean, inverseStd });
  if (fused) return fused as [Tensor, Tensor];
  // Centred first: the sum of dy * x alone would cancel where the mean is large beside the deviation.
  const centred = sum(mul(dy, sub(x, mean)), leadingAxes(x));
  return [sum(dy, leadingAxes(x)), mul(centred, inverseStd)];
}

/** Inputs of {@link batchGradientSums}: feature maps [..., C] and statistics [C]. */
export interface BatchGradientSumsInputs {
  readonly x: Tensor;
  readonly dy: Tensor;
  readonly mean: Tensor;
  readonly inverseStd: Tensor;
}

/** x * scale + shift, with x [..., C], scale and shift [C]. */
export function affine(
  x: Tensor,
  { scale, shift }: { readonly scale: Tensor; readonly shift: Tensor },
): Tensor {
  const fused = runRegistered('HpaAffine', { x, scale, shift });
  if (fused) return fused as Tensor;
  // Every backend has a fused batch norm: with mean 0, variance 1 and epsilon 0 it is this, in one pass.
  const mean: Tensor1D = zeros<Rank.R1>([scale.size]);
  const variance: Tensor1D = ones<Rank.R1>([scale.size]);
  return batchNorm(x, mean, variance, shift as Tensor1D, scale as Tensor1D, 0);
}

/** a * dy + b * x + c, with x and dy [..., C], a, b and c [C]. */
export function affine2({ x, dy, a, b, c }: Affine2Inputs): Tensor {
  const fused = runRegistered('HpaAffine2', { x, dy, a, b, c });
  if (fused) return fused as Tensor;
  return add(mul(dy, a), affine(x, { scale: b, shift: c }));
}

/** Inputs of {@link affine2}: feature maps [..., C] and coefficients [C]. */
export interface Affine2Inputs {
  readonly x: Tensor;
  readonly dy: Tensor;
  readonly a: Tensor;
  readonly b: Tensor;
  readonly c: Tensor;
}

function runRegistered(kernel: string, inputs: Record<string, Tensor>): Tensor | Tensor[] | undefined {
  return getKernel(kernel, getBackend()) ? engine().runKernel(kernel, inputs) : undefined;
}

function leadingAxes(x: Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
