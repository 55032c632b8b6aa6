import type { LabelledScores } from './types.js';

/** Float32 kernels round a certain probability to as much as 1 + 5e-7 (the logarithm on WebGPU). */
const ROUNDING_TOLERANCE = 1e-6;

/** Accepts rows printed with three or more decimals, or computed in half precision. */
const SUM_TOLERANCE = 1e-3;

/**
 * Returns labels and probability rows, with the number of classes, if they are valid.
 *
 * @param options.name - What error messages call the rows.
 * @throws RangeError if there are no samples, the lengths differ, there are fewer than two classes, rows differ in
 * length, a label is not an integer in [0, classes), a probability is outside [0, 1] by more than 1e-6, or a row does
 * not sum to 1 within 1e-3.
 */
export function requireClassification(
  { labels, scores }: LabelledScores,
  { name = 'scores' }: { readonly name?: string } = {},
): {
  readonly labels: readonly number[];
  readonly scores: LabelledScores['scores'];
  readonly classCount: number;
} {
  if (labels.length !== scores.length) {
    throw new RangeError(
      `labels and ${name} must have the same length; received ${labels.length} labels and ${scores.length} rows`,
    );
  }
  const classCount = scores[0]?.length;
  if (classCount === undefined) {
    throw new RangeError(`${name} must hold at least one sample; received none`);
  }
  if (classCount < 2) {
    throw new RangeError(`${name}[0] must hold at least two classes; received ${classCount}`);
  }
  const known = labels.map((label, index) => requireLabel(label, { name: `labels[${index}]`, classCount }));
  for (const [index, row] of scores.entries()) {
    requireRow(row, { name: `${name}[${index}]`, classCount });
  }
  return { labels: known, scores, classCount };
}

function requireLabel(
  label: number | null,
  { name, classCount }: { name: string; classCount: number },
): number {
  if (label === null) {
    throw new RangeError(
      `${name} must be an integer in [0, ${classCount}); received null: a sample without a label`,
    );
  }
  if (!Number.isInteger(label) || label < 0 || label >= classCount) {
    throw new RangeError(`${name} must be an integer in [0, ${classCount}); received ${label}`);
  }
  return label;
}

function requireRow(
  row: readonly number[],
  { name, classCount }: { name: string; classCount: number },
): readonly number[] {
  if (row.length !== classCount) {
    throw new RangeError(
      `${name} must hold ${classCount} classes, like the first row; received ${row.length}`,
    );
  }
  let sum = 0;
  for (const [index, probability] of row.entries()) {
    if (!(probability >= -ROUNDING_TOLERANCE && probability <= 1 + ROUNDING_TOLERANCE)) {
      throw new RangeError(`${name}[${index}] must be a probability in [0, 1]; received ${probability}`);
    }
    sum += probability;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw new RangeError(
      `${name} must hold probabilities that sum to 1 within ${SUM_TOLERANCE}; received a sum of ${sum}`,
    );
  }
  return row;
}
