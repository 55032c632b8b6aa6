const DEFAULT_THRESHOLD = 0.5;

/**
 * Returns one threshold per class, 0.5 by default.
 *
 * @throws RangeError if there is not one per class, or one is not in [0, 1].
 */
export function requireThresholds(
  thresholds: readonly number[] | undefined,
  { classCount }: { readonly classCount: number },
): Float64Array {
  if (thresholds === undefined) {
    return new Float64Array(classCount).fill(DEFAULT_THRESHOLD);
  }
  if (thresholds.length !== classCount) {
    throw new RangeError(
      `thresholds must hold one number per class; received ${thresholds.length} for ${classCount} classes`,
    );
  }
  for (const [index, threshold] of thresholds.entries()) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new RangeError(`thresholds[${index}] must be in [0, 1]; received ${threshold}`);
    }
  }
  return Float64Array.from(thresholds);
}
