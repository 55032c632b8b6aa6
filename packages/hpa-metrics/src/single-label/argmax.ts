/**
 * The index of the largest value, the lowest index among ties.
 *
 * @throws RangeError on an empty row or one that holds NaN.
 *
 * @example
 * argmax([0.2, 0.4, 0.4]); // 1
 */
export function argmax(values: readonly number[]): number {
  let best = -1;
  let largest = Number.NEGATIVE_INFINITY;
  values.forEach((value, index) => {
    if (Number.isNaN(value)) {
      throw new RangeError(`values[${index}] must be a number; received NaN`);
    }
    if (best === -1 || value > largest) {
      best = index;
      largest = value;
    }
  });
  if (best === -1) {
    throw new RangeError('values must hold at least one number; received none');
  }
  return best;
}
