import type { ClassificationData } from '../types.js';

/** Float32 kernels round a certain probability to as much as 1 + 5e-7 (WebGPU's logarithm). */
const roundingTolerance = 1e-6;

/** Rows printed with three decimals or more, or computed in half precision, still pass. */
const sumTolerance = 1e-3;

/**
 * Checks labels and probability rows, and returns the number of classes.
 *
 * `scoresName` is what error messages call the rows.
 *
 * @throws RangeError on no samples, unequal lengths, fewer than two classes, ragged rows, a label that is not
 * an integer in [0, classes), a probability that is not in [0, 1] (by more than 1e-6), or a row whose sum is
 * not 1 (by more than 1e-3).
 */
export function requireClassification(
  { labels, scores }: ClassificationData,
  { scoresName = 'scores' }: { readonly scoresName?: string } = {},
): number {
  if (labels.length !== scores.length) {
    throw new RangeError(
      `labels and ${scoresName} must be equally long; received ${labels.length} labels and ${scores.length} rows`,
    );
  }
  const classCount = scores[0]?.length;
  if (classCount === undefined) {
    throw new RangeError(`${scoresName} must hold at least one sample; received none`);
  }
  if (classCount < 2) {
    throw new RangeError(`${scoresName}[0] must hold at least two classes; received ${classCount}`);
  }
  labels.forEach((label, index) => {
    checkLabel(label, { name: `labels[${index}]`, classCount });
  });
  scores.forEach((row, index) => {
    checkRow(row, { name: `${scoresName}[${index}]`, classCount });
  });
  return classCount;
}

function checkLabel(label: number, { name, classCount }: { name: string; classCount: number }): void {
  if (!Number.isInteger(label) || label < 0 || label >= classCount) {
    throw new RangeError(`${name} must be an integer in [0, ${classCount}); received ${label}`);
  }
}

function checkRow(row: readonly number[], { name, classCount }: { name: string; classCount: number }): void {
  if (row.length !== classCount) {
    throw new RangeError(
      `${name} must hold ${classCount} classes, as the first row does; received ${row.length}`,
    );
  }
  let sum = 0;
  row.forEach((probability, index) => {
    if (!(probability >= -roundingTolerance && probability <= 1 + roundingTolerance)) {
      throw new RangeError(`${name}[${index}] must be a probability in [0, 1]; received ${probability}`);
    }
    sum += probability;
  });
  if (Math.abs(sum - 1) > sumTolerance) {
    throw new RangeError(
      `${name} must be probabilities that sum to 1 within ${sumTolerance}; the sum is ${sum}`,
    );
  }
}
