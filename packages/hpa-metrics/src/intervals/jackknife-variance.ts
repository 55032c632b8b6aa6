/** How much the variance within strata counts, against that of units drawn at random. */
const WEIGHT_OF_STRATA = 3 / 4;

/**
 * The variance of a metric over other samples, from what each unit contributes to it.
 *
 * A weighted mean of two estimates. The jackknife, (G - 1) / G sum (u - mean u)^2 over G units, is right if the units are drawn at
 * random, how many hold each class too (Efron and Stein 1981, Annals of Statistics 9, 586-596). The same within strata of units
 * that hold the same classes is right if the number of units of each class is fixed. In splits that were stratified it is nearly
 * fixed; decision 28 has the coverage of either and of their mean. The second estimate spends a degree of freedom for each stratum.
 *
 * @param options.strata - For each unit the number of its stratum; a stratum of one unit counts as in the first estimate.
 */
export function jackknifeVariance(
  influences: Float64Array,
  { strata }: { readonly strata: Int32Array },
): { readonly variance: number; readonly degreesOfFreedom: number } {
  const { length } = influences;
  const sums = new Map<number, { count: number; sum: number }>();
  let total = 0;
  for (let unit = 0; unit < length; unit++) {
    const stratum = sums.get(strata[unit]!) ?? { count: 0, sum: 0 };
    stratum.count += 1;
    stratum.sum += influences[unit]!;
    sums.set(strata[unit]!, stratum);
    total += influences[unit]!;
  }
  const mean = total / length;
  const scale = (length - 1) / length;
  let atRandom = 0;
  let withinStrata = 0;
  for (let unit = 0; unit < length; unit++) {
    const { count, sum } = sums.get(strata[unit]!)!;
    const influence = influences[unit]!;
    const square = scale * (influence - mean) ** 2;
    atRandom += square;
    withinStrata +=
      count === 1 ? square : (scale ** 2 * (influence - sum / count) ** 2 * count) / (count - 1);
  }
  const strataOfSeveral = [...sums.values()].filter(({ count }) => count > 1).length;
  return {
    variance: (1 - WEIGHT_OF_STRATA) * atRandom + WEIGHT_OF_STRATA * withinStrata,
    degreesOfFreedom: length - 1 - WEIGHT_OF_STRATA * Math.max(0, strataOfSeveral - 1),
  };
}
