import type { Classifier } from '../types.js';

/**
 * Requires one valid class index per image.
 *
 * @throws RangeError if there are more or fewer indices than images, or an index is out of range
 */
export function requireClassIndices(
  { card }: Classifier,
  { images, classIndices }: { readonly images: number; readonly classIndices: readonly number[] },
): void {
  if (classIndices.length !== images) {
    throw new RangeError(
      `classIndices must have one class for each of ${images} images; received ${classIndices.length}`,
    );
  }
  const count = card.classes.length;
  const wrong = classIndices.find((index) => !Number.isInteger(index) || index < 0 || index >= count);
  if (wrong !== undefined) {
    throw new RangeError(`classIndices must be integers in [0, ${count}); received ${wrong}`);
  }
}
