/** How the features of training cells are spread, as training.json has it: along a few directions, and along all others alike. */
export interface Familiarity {
  /** One number a feature; features are standardized by the two. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Orthonormal directions of standardized features, and the variance along each. */
  readonly directions: readonly (readonly number[])[];
  readonly variances: readonly number[];
  /** The variance along any direction orthogonal to these. */
  readonly residual: number;
  /** The distance within which 99 % of the training cells are. */
  readonly limit: number;
}

/** Whether a familiarity is of so many features, all of its numbers in their range. */
export function isOf(dimensions: number, familiarity: Familiarity): boolean {
  const { mean, deviation, directions, variances, residual, limit } = familiarity;
  return (
    [mean, deviation, ...directions].every(
      (row) => row.length === dimensions && row.every(Number.isFinite),
    ) &&
    variances.length === directions.length &&
    [...deviation, ...variances, residual, limit].every((value) => value > 0)
  );
}

/**
 * How unlike the training cells a cell is, as `predict` says it: its Mahalanobis distance from their mean, as a multiple of the distance
 * within which 99 % of them are.
 */
export function unlikeness(features: Float32Array, familiarity: Familiarity): number {
  const { mean, deviation, directions, variances, residual, limit } = familiarity;
  const row = mean.map((center, column) => (features[column]! - center) / deviation[column]!);
  const along = directions.map((direction) => dot(row, direction) ** 2);
  const rest = along.reduce((left, part) => left - part, dot(row, row));
  const distance = along.reduce((sum, part, at) => sum + part / variances[at]!, Math.max(rest, 0) / residual);
  return Math.sqrt(distance / row.length) / limit;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
