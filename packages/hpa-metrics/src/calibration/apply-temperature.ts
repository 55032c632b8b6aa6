import { logit, sigmoid } from './logit.js';

/**
 * Softens probabilities by a temperature above 1, or sharpens them by one below 1, as if the logits had been divided by it.
 *
 * Single-label: rows are p^(1/T), divided by their sum, the softmax of log(p) / T (Guo et al., arXiv 1706.04599, section
 * 4.2). Multi-label: sigmoid(log(p / (1 - p)) / T) of each score by itself, with the temperature of its class. One
 * temperature keeps the order of the classes of a sample, several keep that of the samples by each class. 0 and 1 stay as
 * they are, T = 1 changes nothing, and 1 / T undoes T.
 *
 * @param scores - Rows of probabilities in [0, 1]; those of the task `'single-label'` sum to 1.
 * @returns New rows of the same shape.
 * @throws RangeError if the task is neither of the two, the number of temperatures is neither 1 nor, for several labels, that
 * of the classes, a temperature is not a finite number above 0, or a score is not in [0, 1].
 *
 * @example
 * import { applyTemperature } from '@hpa/metrics';
 * applyTemperature([[0.9, 0.5]], { task: 'multi-label', values: [2, 2] }); // [[0.75, 0.5]]
 */
export function applyTemperature(
  scores: readonly (readonly number[])[],
  {
    task,
    values,
  }: {
    readonly task: 'single-label' | 'multi-label';
    /** One temperature above 0; or one per class, of the task `'multi-label'`. */
    readonly values: readonly number[];
  },
): number[][] {
  if (task !== 'single-label' && task !== 'multi-label') {
    throw new RangeError(`task must be 'single-label' or 'multi-label'; received ${task}`);
  }
  for (const [index, value] of values.entries()) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`temperature values[${index}] must be a finite number above 0; received ${value}`);
    }
  }
  if (values.length === 0 || (task === 'single-label' && values.length > 1)) {
    const expected = task === 'single-label' ? 'one value' : 'one value, or one per class';
    throw new RangeError(`temperature must have ${expected}; received ${values.length} values`);
  }
  return scores.map((row, sample) => {
    for (const [index, score] of row.entries()) {
      // Float32 kernels round a certain probability to slightly more than 1.
      if (!(score >= -1e-6 && score <= 1 + 1e-6)) {
        throw new RangeError(`scores[${sample}][${index}] must be in [0, 1]; received ${score}`);
      }
    }
    if (task === 'single-label') {
      return softenRow(row, values[0]!);
    }
    if (values.length > 1 && values.length !== row.length) {
      throw new RangeError(
        `temperature must have one value, or one per class; received ${values.length} values for the ${row.length} classes of scores[${sample}]`,
      );
    }
    return row.map((score, index) => softenScore(score, values[index] ?? values[0]!));
  });
}

function softenRow(row: readonly number[], temperature: number): number[] {
  if (temperature === 1) {
    return [...row];
  }
  const logarithms = row.map((score) => Math.log(Math.max(score, 0)));
  const largest = Math.max(...logarithms);
  const powers = logarithms.map((logarithm) => Math.exp((logarithm - largest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function softenScore(score: number, temperature: number): number {
  return temperature === 1 || score <= 0 || score >= 1 ? score : sigmoid(logit(score) / temperature);
}
