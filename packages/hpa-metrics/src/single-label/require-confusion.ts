import type { ConfusionMatrix } from './types.js';

/**
 * Returns a confusion matrix if it is valid.
 *
 * @throws RangeError if it is not square, an entry is not a count, or it counts no samples.
 */
export function requireConfusion(confusion: ConfusionMatrix): ConfusionMatrix {
  let total = 0;
  for (const [trueClass, row] of confusion.entries()) {
    if (row.length !== confusion.length) {
      throw new RangeError(
        `confusion must be square; row ${trueClass} holds ${row.length} of ${confusion.length} entries`,
      );
    }
    for (const [predictedClass, count] of row.entries()) {
      if (!Number.isInteger(count) || count < 0) {
        throw new RangeError(
          `confusion[${trueClass}][${predictedClass}] must be a count of samples; received ${count}`,
        );
      }
      total += count;
    }
  }
  if (total === 0) {
    throw new RangeError('confusion must count at least one sample; received none');
  }
  return confusion;
}
