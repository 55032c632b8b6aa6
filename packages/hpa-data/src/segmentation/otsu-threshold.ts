const BINS = 1024;

/**
 * The level that divides values into a dark and a bright class whose means lie as far apart as their sizes allow.
 *
 * It maximizes the variance between the classes: Otsu, "A threshold selection method from gray-level histograms" (1979). Values
 * are binned in 1024 steps from the lowest to the highest.
 *
 * @returns The highest level of the dark class's bins; the lowest value if all are equal, so that nothing lies above it.
 */
export function otsuThreshold(values: Float32Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high > low)) {
    return low;
  }
  const counts = new Float64Array(BINS);
  const scale = BINS / (high - low);
  for (const value of values) {
    counts[Math.min(BINS - 1, Math.floor((value - low) * scale))]!++;
  }
  let total = 0;
  for (const [bin, count] of counts.entries()) {
    total += bin * count;
  }
  let [dark, darkSum, best, bestVariance] = [0, 0, 0, -1];
  for (const [bin, count] of counts.entries()) {
    dark += count;
    darkSum += bin * count;
    const bright = values.length - dark;
    if (dark > 0 && bright > 0) {
      const variance = dark * bright * (darkSum / dark - (total - darkSum) / bright) ** 2;
      if (variance > bestVariance) {
        [best, bestVariance] = [bin, variance];
      }
    }
  }
  return low + (best + 1) / scale;
}
