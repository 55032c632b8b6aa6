import { tidy } from '@tensorflow/tfjs-core';
import type { Trainable } from '../types.js';
import { estimatePass } from './estimate-pass.js';
import type { MemoryEstimate } from './memory-estimate.js';

/**
 * What scoring a batch will take, found by scoring one image of zeros and then two on the current engine.
 *
 * What kernels allocate for themselves is not among it.
 *
 * @param options.inputShape Height, width and channels of an image.
 * @throws RangeError for a shape that is not three positive whole numbers, and whatever the model or the engine throws.
 */
export function estimateInferenceMemory(
  model: Trainable,
  { inputShape }: { readonly inputShape: readonly number[] },
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
