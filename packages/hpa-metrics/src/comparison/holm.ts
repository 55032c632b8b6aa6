/**
 * Adjusts the p-values of several comparisons so that the chance of any false alarm stays below the level.
 *
 * Holm's step-down form of Bonferroni (Holm 1979, Scand. J. Statist. 6, 65-70): the k-th smallest of m, from
 * k = 0, is multiplied by m - k, kept at least as large as the one before it, and at most 1. It assumes nothing
 * about how the comparisons depend on each other.
 *
 * @returns Adjusted p-values in [0, 1], in the order given; none for none.
 * @throws RangeError where a p-value is not in [0, 1].
 *
 * @example
 * holm([0.25, 0.0625, 0.5]); // [0.5, 0.1875, 0.5]
 */
export function holm(pValues: readonly number[]): number[] {
  pValues.forEach((pValue, index) => {
    if (!(pValue >= 0 && pValue <= 1)) {
      throw new RangeError(`pValues[${index}] must be in [0, 1]; received ${pValue}`);
    }
  });
  const ascending = [...pValues.entries()].sort(([, first], [, second]) => first - second);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  ascending.forEach(([index, pValue], rank) => {
    largest = Math.max(largest, Math.min(1, pValue * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
