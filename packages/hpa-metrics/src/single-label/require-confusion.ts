import type { ConfusionMatrix } from '../types.js';

/**
 * Checks a confusion matrix.
 *
 * @throws RangeError where it is not square, where an entry is not a count, or where it counts no sample.
 */
export function requireConfusion(confusion: ConfusionMatrix): void {
  let total = 0;
  confusion.forEach((row, trueClass) => {
    if (row.length !== confusion.length) {
      throw new RangeError(
        `confusion must be square; row ${trueClass} holds ${row.length} of ${confusion.length} entries`,
      );
    }
    row.forEach((count, predictedClass) => {
      if (!Number.isInteger(count) || count < 0) {
        throw new RangeError(
          `confusion[${trueClass}][${predictedClass}] must be a count of samples; received ${count}`,
        );
      }
      total += count;
    });
  });
  if (total === 0) {
    throw new RangeError('confusion must count at least one sample; received none');
  }
}
