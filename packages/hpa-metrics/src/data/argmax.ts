/**
 * The index of the largest value; the lowest index wins a tie.
 *
 * @throws RangeError if there are no values or one is NaN.
 *
 * @example
 * import { argmax } from '@hpa/metrics';
 * argmax([0.2, 0.4, 0.4]); // 1
 */
export function argmax(values: readonly number[]): number {
  let best = -1;
  let largest = Number.NEGATIVE_INFINITY;
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) {
      throw new RangeError(`values[${index}] must be a number; received NaN`);
    }
    if (best === -1 || value > largest) {
      best = index;
      largest = value;
    }
  }
  if (best === -1) {
    throw new RangeError('values must hold at least one number; received none');
  }
  return best;
}
