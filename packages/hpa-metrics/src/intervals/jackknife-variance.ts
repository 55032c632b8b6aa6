/**
 * The variance of a metric over other samples, from what each unit contributes to it.
 *
 * The mean of two estimates. The jackknife, (G - 1) / G sum (u - mean u)^2 over G units, is right if the units are drawn at random,
 * how many hold each class too (Efron and Stein 1981, Annals of Statistics 9, 586-596). Within strata of units that hold the same
 * classes it is right if the number of units of each class is fixed. In splits that were stratified it is neither
 * random nor quite fixed. The second spends a degree of freedom for each stratum, the mean of both half of one.
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
  let atRandom = 0;
  let withinStrata = 0;
  for (let unit = 0; unit < length; unit++) {
    const { count, sum } = sums.get(strata[unit]!)!;
    const influence = influences[unit]!;
    atRandom += (influence - mean) ** 2;
    withinStrata +=
      count === 1 ? (influence - mean) ** 2 : ((influence - sum / count) ** 2 * count) / (count - 1);
  }
  const scale = (length - 1) / length;
  const strataOfSeveral = [...sums.values()].filter(({ count }) => count > 1).length;
  return {
    variance: (scale * (atRandom + scale * withinStrata)) / 2,
    degreesOfFreedom: length - 1 - Math.max(0, strataOfSeveral - 1) / 2,
  };
}
