/** Fragments that keep a large GPU busy. */
const ENOUGH_FRAGMENTS = 2 ** 18;

/** How the work is divided among the fragments of two shaders: the first has weights * parts, the second has weights. */
export interface WebglFilterGradientPlan {
  readonly parts: number;
  /** Rows of dy that each part sums; the last part may have fewer. */
  readonly rowsPerPart: number;
}

/** Splits the batch * outHeight rows of dy into enough parts to keep a GPU busy with one fragment per weight and part. */
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
