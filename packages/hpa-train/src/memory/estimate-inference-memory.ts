import { tidy } from '@tensorflow/tfjs-core';
import type { Trainable } from '../types.js';
import { estimatePass } from './estimate-pass.js';
import type { MemoryEstimate } from './memory-estimate.js';

/**
 * Estimates the memory that scoring a batch takes, by scoring one image of zeros and then two on the current engine.
 *
 * Memory that kernels allocate internally is not included.
 *
 * @throws RangeError if `inputShape` is not three positive integers; anything that the model or the engine throws.
 *
 * @example
 * import { estimateInferenceMemory } from '@hpa/train';
 * import { matMul, reshape, variable, zeros } from '@tensorflow/tfjs-core';
 * const weights = variable(zeros([4, 2]));
 * const model = { variables: [weights], logits: (images) => matMul(reshape(images, [-1, 4]), weights) };
 * estimateInferenceMemory(model, { inputShape: [2, 2, 1] }).largestTensorBytes(10); // 160
 */
export function estimateInferenceMemory(
  model: Trainable,
  {
    inputShape,
  }: {
    /** Height, width and channels of an image. */
    readonly inputShape: readonly number[];
  },
): MemoryEstimate {
  return estimatePass(model, {
    inputShape,
    run: (images) => {
      tidy(() => {
        model.logits(images, { training: false });
      });
    },
  });
}
