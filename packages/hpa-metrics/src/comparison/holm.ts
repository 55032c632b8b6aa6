/**
 * Adjusts the p-values of several comparisons to control the chance of any false positive among them.
 *
 * Holm's step-down form of the Bonferroni correction (Holm 1979, Scand. J. Statist. 6, 65-70): the k-th smallest
 * of m p-values, k from 0, is multiplied by m - k, raised to the one before it if smaller, and capped at 1. It
 * makes no assumption about how the comparisons depend on each other.
 *
 * @returns Adjusted p-values in [0, 1], in the order given; an empty list for an empty list.
 * @throws RangeError if a p-value is not in [0, 1].
 *
 * @example
 * import { holm } from '@hpa/metrics';
 * holm([0.25, 0.0625, 0.5]); // [0.5, 0.1875, 0.5]
 */
export function holm(pValues: readonly number[]): number[] {
  for (const [index, pValue] of pValues.entries()) {
    if (!(pValue >= 0 && pValue <= 1)) {
      throw new RangeError(`pValues[${index}] must be in [0, 1]; received ${pValue}`);
    }
  }
  const ascending = [...pValues.entries()].sort(([, first], [, second]) => first - second);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, [index, pValue]] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, pValue * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
