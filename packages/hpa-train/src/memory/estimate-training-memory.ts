import { dispose, zerosLike } from '@tensorflow/tfjs-core';
import { withoutLabelCheck } from '../losses/require-label-rows.js';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.js';
import { lossAndGradients } from '../step/loss-and-gradients.js';
import { meanLoss } from '../step/mean-loss.js';
import { requireGradients } from '../step/require-gradients.js';
import type { Trainable } from '../types.js';
import { estimatePass } from './estimate-pass.js';
import type { MemoryEstimate } from './memory-estimate.js';

/**
 * Estimates the memory of the forward and backward pass of a training step, by running one on one image of zeros and
 * one on two on the current engine; the model is left unchanged.
 *
 * Memory that kernels allocate internally is not included, nor is the update, which runs after the activations are
 * disposed.
 *
 * @throws Error if TensorFlow.js has no gradients or a variable does not affect the logits; RangeError if `inputShape`
 * is not three positive integers; anything that the model or the engine throws.
 *
 * @example
 * import { estimateTrainingMemory } from '@hpa/train';
 * import { matMul, reshape, variable, zeros } from '@tensorflow/tfjs-core';
 * const weights = variable(zeros([4, 2]));
 * const model = { variables: [weights], logits: (images) => matMul(reshape(images, [-1, 4]), weights) };
 * estimateTrainingMemory(model, { inputShape: [2, 2, 1] }).largestTensorBytes(10); // 160
 */
export function estimateTrainingMemory(
  model: Trainable,
  {
    inputShape,
  }: {
    /** Height, width and channels of an image. */
    readonly inputShape: readonly number[];
  },
): MemoryEstimate {
  requireGradients();
  // Every loss holds a few tensors of the size of the logits, little beside images and feature maps.
  const lossOf = softmaxCrossEntropy();
  return estimatePass(model, {
    inputShape,
    run: (images) => {
      const { loss, logits, gradients } = lossAndGradients(() => {
        const scores = model.logits(images, { training: true, step: 0, firstImage: 0 });
        const labels = withoutLabelCheck(zerosLike(scores));
        return { loss: meanLoss(lossOf({ logits: scores, labels })), logits: scores };
      }, model.variables);
      dispose([loss, logits]);
      dispose({ ...gradients });
    },
  });
}
