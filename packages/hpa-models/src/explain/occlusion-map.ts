import {
  add,
  div,
  mul,
  reshape,
  squeeze,
  sub,
  type Tensor1D,
  type Tensor3D,
  type Tensor4D,
  tensor4d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { requireInteger } from '../require-number.js';
import type { Classifier } from '../types.js';
import { chosenLogits } from './chosen-logits.js';
import { replacementValues } from './replacement-values.js';
import { requireClassIndices } from './require-class-indices.js';

/**
 * Shows by experiment where in images [N, height, width, C] a network sees a class: covers one square after another and measures by
 * how much the logit falls (Zeiler and Fergus, arXiv:1311.2901, section 4.2). Needs one forward pass per square.
 *
 * @returns the mean fall of the logit over the squares that cover a pixel, [N, height, width]; negative where covering it raises the
 * logit
 * @throws RangeError if a class index, patchSize, stride or the replacement is out of range
 * @example
 * import { randomUniform } from '@tensorflow/tfjs-core';
 * import { gapNetPl, occlusionMap } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * const images = randomUniform([1, 32, 32, 4]);
 * occlusionMap(model, images, { classIndices: [0], patchSize: 16 }).shape; // [1, 32, 32]
 */
export function occlusionMap(
  classifier: Classifier,
  images: Tensor4D,
  {
    classIndices,
    patchSize,
    stride = Math.ceil(patchSize / 2),
    replacement = 'mean',
  }: {
    /** The class to explain in each image, as a column of the logits. */
    readonly classIndices: readonly number[];
    /** Edge of the square, in pixels. */
    readonly patchSize: number;
    /** Distance between squares, in pixels; half of a square by default. */
    readonly stride?: number;
    /** Value of a covered pixel; the `mean` of the channel by default. */
    readonly replacement?: 'mean' | number;
  },
): Tensor3D {
  const [count, height, width] = images.shape;
  requireClassIndices(classifier, { images: count, classIndices });
  requireInteger(patchSize, { name: 'patchSize', minimum: 1, maximum: Math.min(height, width) });
  requireInteger(stride, { name: 'stride', minimum: 1, maximum: patchSize });
  const tops = starts(height, { patchSize, stride });
  const lefts = starts(width, { patchSize, stride });
  const squares = tops.flatMap((top) => lefts.map((left) => ({ top, left })));
  const score = (seen: Tensor4D): Tensor1D =>
    chosenLogits(classifier.logits(seen, { training: false }), classIndices);

  return tidy(() => {
    const values = replacementValues(images, replacement);
    const whole = score(images);
    let falls: Tensor4D = zeros([count, height, width, 1]);
    let covered: Tensor4D = zeros([1, height, width, 1]);
    for (const square of squares) {
      const [nextFalls, nextCovered] = tidy(() => {
        const mask = squareMask([height, width], { ...square, patchSize });
        const seen = add(images, mul(mask, sub(values, images))) as Tensor4D;
        const fall = reshape(sub(whole, score(seen)), [count, 1, 1, 1]);
        return [add(falls, mul(mask, fall)) as Tensor4D, add(covered, mask) as Tensor4D];
      }) as [Tensor4D, Tensor4D];
      falls.dispose();
      covered.dispose();
      falls = nextFalls;
      covered = nextCovered;
    }
    return squeeze<Tensor3D>(div(falls, covered), [3]);
  });
}

/** Where the squares start along an edge of the image; the last one ends with it. */
function starts(
  size: number,
  { patchSize, stride }: { readonly patchSize: number; readonly stride: number },
): number[] {
  const last = size - patchSize;
  const regular = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  return regular.at(-1) === last ? regular : [...regular, last];
}

/** Makes a mask [1, height, width, 1]: 1 inside the square, 0 outside. */
function squareMask(
  [height, width]: readonly [number, number],
  { top, left, patchSize }: { readonly top: number; readonly left: number; readonly patchSize: number },
): Tensor4D {
  const mask = new Float32Array(height * width);
  for (let row = top; row < top + patchSize; row++) {
    mask.fill(1, row * width + left, row * width + left + patchSize);
  }
  return tensor4d(mask, [1, height, width, 1]);
}
