import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * A loss: a function from logits and labels `[N, classes]` to one number a sample, `[N]`.
 *
 * What it returns must follow from operations that have gradients, or from a `customGrad`. Sums, means and multiples of losses are
 * plain functions: `(batch) => add(losses.binaryCrossEntropy()(batch), mul(0.5, losses.lovaszLoss()(batch)))`.
 */
export type Loss = (batch: {
  /** `[N, classes]`. */
  readonly logits: Tensor2D;
  /** `[N, classes]`, each in [0, 1]. */
  readonly labels: Tensor2D;
  /** One factor per class, at least 0; 1 for all by default. */
  readonly classWeights?: readonly number[] | undefined;
}) => Tensor1D;

/** What a loss takes. */
export type LossBatch = Parameters<Loss>[0];
