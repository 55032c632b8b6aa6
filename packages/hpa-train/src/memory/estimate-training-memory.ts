import { dispose, zerosLike } from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.js';
import { lossAndGradients } from '../step/loss-and-gradients.js';
import { requireGradients } from '../step/require-gradients.js';
import type { Trainable } from '../types.js';
import { estimatePass } from './estimate-pass.js';
import type { MemoryEstimate } from './memory-estimate.js';

/**
 * What the forward and backward pass of a training step will take, found by one such pass over one image of zeros
 * and one over two on the current engine; the model is left as it was.
 *
 * What kernels allocate for themselves is not among it. The update comes when the activations are gone.
 *
 * @param options.inputShape Height, width and channels of an image.
 * @throws Error when TensorFlow.js has no gradients or a variable takes no part in the logits, RangeError for a
 * shape that is not three positive whole numbers, and whatever the model or the engine throws.
 */
export function estimateTrainingMemory(
  model: Trainable,
  { inputShape }: { readonly inputShape: readonly number[] },
): MemoryEstimate {
  requireGradients();
  return estimatePass(model, {
    inputShape,
    run: (images) => {
      const { loss, logits, gradients } = lossAndGradients(() => {
        const scores = model.logits(images, { training: true, step: 0, firstImage: 0 });
        const loss = softmaxCrossEntropy({ labels: zerosLike(scores), logits: scores });
        return { loss, logits: scores };
      }, model.variables);
      dispose([loss, logits]);
      dispose({ ...gradients });
    },
  });
}
