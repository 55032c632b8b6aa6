/** Fragments that fill a large GPU. */
const ENOUGH_FRAGMENTS = 2 ** 18;

/** How a filter gradient is spread over the fragments of two shaders: weights * parts, then weights. */
export interface WebglFilterGradientPlan {
  readonly parts: number;
  /** Rows of dy that each part sums; the last may have fewer. */
  readonly rowsPerPart: number;
}

/**
 * Splits the rows of dy, of which there are batch * outHeight, into parts: as many as it takes to fill a GPU with
 * one fragment for each weight and part.
 */
export function webglFilterGradientPlan({
  weights,
  rows,
}: {
  readonly weights: number;
  readonly rows: number;
}): WebglFilterGradientPlan {
  const rowsPerPart = Math.ceil(rows / Math.ceil(ENOUGH_FRAGMENTS / weights));
  return { parts: Math.ceil(rows / rowsPerPart), rowsPerPart };
}
