import { add, mul, stack, sub, type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Classifier } from '../types.js';
import { checkExplained } from './check-explained.js';
import { chosenLogits } from './chosen-logits.js';
import { type Replacement, replacementValues } from './replacement-values.js';

/** Options of {@link channelAblation}. */
export interface ChannelAblationOptions {
  /** The class to explain, one an image, as its column in the logits. */
  readonly classIndices: readonly number[];
  /** What every pixel of a channel becomes; `mean` leaves its brightness and takes its shapes. */
  readonly replacement?: Replacement;
}

/**
 * Tells how much a network owes to each channel of images [N, height, width, C]: how far the logit of a class falls when
 * the channel is made uniform.
 *
 * @returns [N, C], in the order of the channels; negative where the class is clearer without
 * @throws RangeError if a class index or the replacement is out of range
 */
export function channelAblation(
  classifier: Classifier,
  images: Tensor4D,
  { classIndices, replacement = 'mean' }: ChannelAblationOptions,
): Tensor2D {
  const [count, , , channels] = images.shape;
  checkExplained(classifier, { images: count, classIndices });
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
