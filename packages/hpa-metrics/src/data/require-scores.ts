/** Float32 kernels round a certain probability to as much as 1 + 5e-7 (the logarithm on WebGPU). */
export const ROUNDING_TOLERANCE = 1e-6;

/** Accepts rows printed with three or more decimals, or computed in half precision. */
const SUM_TOLERANCE = 1e-3;

/**
 * Returns rows of probabilities as one typed array, row by row, with the number of classes.
 *
 * @throws RangeError if there are no rows, they differ in length or hold fewer than the minimum of classes, a value is
 * outside [0, 1] by more than 1e-6, or a row that must sum to 1 does not within 1e-3.
 */
export function requireScores(
  rows: readonly (readonly number[])[],
  {
    name,
    minimumClasses,
    sumToOne,
  }: { readonly name: string; readonly minimumClasses: number; readonly sumToOne: boolean },
): { readonly scores: Float64Array; readonly classCount: number } {
  const classCount = rows[0]?.length;
  if (classCount === undefined) {
    throw new RangeError(`${name} must hold at least one sample; received none`);
  }
  if (classCount < minimumClasses) {
    const minimum = minimumClasses === 1 ? 'one class' : 'two classes';
    throw new RangeError(`${name}[0] must hold at least ${minimum}; received ${classCount}`);
  }
  const scores = new Float64Array(rows.length * classCount);
  let at = 0;
  for (let sample = 0; sample < rows.length; sample++) {
    const row = rows[sample]!;
    if (row.length !== classCount) {
      throw new RangeError(
        `${name}[${sample}] must hold ${classCount} classes, like the first row; received ${row.length}`,
      );
    }
    let sum = 0;
    for (let index = 0; index < classCount; index++) {
      const probability = row[index]!;
      if (!(probability >= -ROUNDING_TOLERANCE && probability <= 1 + ROUNDING_TOLERANCE)) {
        throw new RangeError(
          `${name}[${sample}][${index}] must be a probability in [0, 1]; received ${probability}`,
        );
      }
      scores[at++] = probability;
      sum += probability;
    }
    if (sumToOne && Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new RangeError(
        `${name}[${sample}] must hold probabilities that sum to 1 within ${SUM_TOLERANCE}; received a sum of ${sum}`,
      );
    }
  }
  return { scores, classCount };
}
