import type { Classifier } from '../types.js';

/**
 * Checks that there is one class index for each image that is to be explained.
 *
 * @throws RangeError naming the number or the index that is wrong
 */
export function checkExplained(
  { card }: Classifier,
  { images, classIndices }: { readonly images: number; readonly classIndices: readonly number[] },
): void {
  if (classIndices.length !== images) {
    throw new RangeError(
      `classIndices must name one class for each of ${images} images; received ${classIndices.length}`,
    );
  }
  const count = card.classes.length;
  const wrong = classIndices.find((index) => !Number.isInteger(index) || index < 0 || index >= count);
  if (wrong !== undefined) {
    throw new RangeError(`classIndices must be integers in [0, ${count}); received ${wrong}`);
  }
}
