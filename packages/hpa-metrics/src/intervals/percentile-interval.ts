/**
 * The interval between the (1 - level)/2 and (1 + level)/2 quantiles of the values, lower end first.
 *
 * Quantiles interpolate linearly between order statistics (type 7 of Hyndman and Fan 1996, numpy's default).
 *
 * @returns Null if a value is null, that is undefined.
 * @throws RangeError if `level` is not in (0, 1), there are no values, or a value is neither finite nor null.
 */
export function percentileInterval(
  values: readonly (number | null)[],
  { level }: { readonly level: number },
): readonly [low: number, high: number] | null {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`level must be in (0, 1); received ${level}`);
  }
  if (values.length === 0) {
    throw new RangeError('values must hold at least one number; received none');
  }
  const odd = values.find((value) => value !== null && !Number.isFinite(value));
  if (odd !== undefined) {
    throw new RangeError(`values must be finite on every resample; received ${odd}`);
  }
  const defined = values.filter((value) => value !== null);
  if (defined.length < values.length) {
    return null;
  }
  const sorted = Float64Array.from(defined).sort();
  return [quantile(sorted, { at: (1 - level) / 2 }), quantile(sorted, { at: (1 + level) / 2 })];
}

function quantile(sorted: Float64Array, { at }: { at: number }): number {
  const place = at * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place % 1);
}
