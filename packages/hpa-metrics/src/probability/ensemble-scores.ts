import { ROUNDING_TOLERANCE } from '../data/require-scores.js';

/**
 * Averages the scores that several models, or several trainings of one, gave to the same samples.
 *
 * The mean of probabilities, single-label or multi-label alike (Lakshminarayanan et al. 2017, arXiv 1612.01474, section 2.4).
 *
 * @param trainings - For each the scores, one row per sample and one column per class, the samples and classes in the same order.
 * @returns The mean of each score, row by row; of one training a copy.
 * @throws RangeError if there are no trainings, they differ in samples or classes, or a score is not a number in [0, 1] within
 * 1e-6.
 *
 * @example
 * import { ensembleScores } from '@hpa/metrics';
 * ensembleScores([[[0.5, 0.5]], [[1, 0]]]); // [[0.75, 0.25]]
 */
export function ensembleScores(trainings: readonly (readonly (readonly number[])[])[]): number[][] {
  const [first] = trainings;
  if (first === undefined) {
    throw new RangeError('trainings must hold the scores of at least one training; received none');
  }
  const sums = first.map((row) => row.map(() => 0));
  for (const [training, scores] of trainings.entries()) {
    if (scores.length !== first.length) {
      throw new RangeError(
        `trainings[${training}] must hold ${first.length} samples, like the first; received ${scores.length}`,
      );
    }
    for (const [sample, row] of scores.entries()) {
      addRow(sums[sample]!, { row, name: `trainings[${training}][${sample}]` });
    }
  }
  return sums.map((row) => row.map((sum) => sum / trainings.length));
}

function addRow(
  sums: number[],
  { row, name }: { readonly row: readonly number[]; readonly name: string },
): void {
  if (row.length !== sums.length) {
    throw new RangeError(
      `${name} must hold ${sums.length} classes, like the first training; received ${row.length}`,
    );
  }
  for (const [index, score] of row.entries()) {
    if (!(score >= -ROUNDING_TOLERANCE && score <= 1 + ROUNDING_TOLERANCE)) {
      throw new RangeError(`${name}[${index}] must be a probability in [0, 1]; received ${score}`);
    }
    sums[index] = sums[index]! + score;
  }
}
