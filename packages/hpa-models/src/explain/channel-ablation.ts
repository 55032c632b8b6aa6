import { add, mul, stack, sub, type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Classifier } from '../types.js';
import { chosenLogits } from './chosen-logits.js';
import { replacementValues } from './replacement-values.js';
import { requireClassIndices } from './require-class-indices.js';

/**
 * Measures how much a network relies on each channel of images [N, height, width, C]: by how much the logit of a class falls if the
 * channel is uniform.
 *
 * @returns [N, C], in the order of the channels; negative if the logit rises without the channel
 * @throws RangeError if a class index or the replacement is out of range
 * @example
 * import { randomUniform } from '@tensorflow/tfjs-core';
 * import { channelAblation, gapNetPl } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * channelAblation(model, randomUniform([2, 32, 32, 4]), { classIndices: [0, 0] }).shape; // [2, 4]
 */
export function channelAblation(
  classifier: Classifier,
  images: Tensor4D,
  {
    classIndices,
    replacement = 'mean',
  }: {
    /** The class to explain in each image, as a column of the logits. */
    readonly classIndices: readonly number[];
    /** Value of every pixel of the channel; its `mean`, the default, keeps the brightness and removes the shapes. */
    readonly replacement?: 'mean' | number;
  },
): Tensor2D {
  const [count, , , channels] = images.shape;
  requireClassIndices(classifier, { images: count, classIndices });
  return tidy(() => {
    const values = replacementValues(images, replacement);
    const score = (seen: Tensor4D) =>
      chosenLogits(classifier.logits(seen, { training: false }), classIndices);
    const whole = score(images);
    const falls = Array.from({ length: channels }, (_, channel) =>
      tidy(() => {
        const mask = Array.from({ length: channels }, (_, i) => Number(i === channel));
        const only = tensor4d(mask, [1, 1, 1, channels]);
        return sub(whole, score(add(images, mul(only, sub(values, images))) as Tensor4D));
      }),
    );
    return stack(falls, 1) as Tensor2D;
  });
}
