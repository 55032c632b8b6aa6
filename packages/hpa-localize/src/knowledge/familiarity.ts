/** How the features of training cells are spread: a normal distribution along a few directions, and one variance for all others. */
export interface Familiarity {
  /** How many training cells say so. */
  readonly cells: number;
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

/** Networks with more features have no familiarity: it would outweigh all else on their record. */
export const MAXIMUM_FEATURES = 2048;

/** Fewer cells do not say where others may be. */
const MINIMUM_CELLS = 32;

const MAXIMUM_DIRECTIONS = 16;

/** Cells for each direction: with fewer, its variance would be that of the cells alone. */
const CELLS_PER_DIRECTION = 4;

const PERCENTILE = 0.99;

/** Rounds of the search for directions: what they have not separated by then has about the same variance. */
const ROUNDS = 30;

/** Features that are the same in every training cell are taken to vary by this share of the most variable one. */
const MINIMUM_SHARE = 1e-3;

/** Significant digits that are kept. */
const DIGITS = 6;

/**
 * Learns how the features of training cells are spread, by probabilistic principal components (Tipping and Bishop 1999) of standardized
 * features.
 *
 * @returns undefined for under 32 cells, or features that do not vary.
 */
export function fitFamiliarity(features: readonly ArrayLike<number>[]): Familiarity | undefined {
  const count = features.length;
  const width = features[0]?.length ?? 0;
  if (count < MINIMUM_CELLS) {
    return undefined;
  }
  const columns = Array.from({ length: width }, (_, column) => column);
  const mean = columns.map((column) => round(average(features, (row) => row[column]!)));
  const spread = columns.map((column) =>
    Math.sqrt(average(features, (row) => (row[column]! - mean[column]!) ** 2)),
  );
  const largest = spread.reduce((maximum, value) => Math.max(maximum, value), 0);
  if (!(largest > 0)) {
    return undefined;
  }
  const deviation = spread.map((value) => round(Math.max(value, MINIMUM_SHARE * largest)));
  const rows = features.map((row) => standardize(row, { mean, deviation }));
  const directionCount = Math.min(
    MAXIMUM_DIRECTIONS,
    Math.floor(count / CELLS_PER_DIRECTION),
    Math.floor(width / 2),
  );
  const directions = principalDirections(rows, directionCount).map((direction) => direction.map(round));
  const variances = directions.map((direction) => round(average(rows, (row) => dot(row, direction) ** 2)));
  const total = average(rows, (row) => dot(row, row));
  const explained = variances.reduce((sum, variance) => sum + variance, 0);
  const residual = round((total - explained) / (width - directionCount));
  const unlimited = { cells: count, mean, deviation, directions, variances, residual, limit: 1 };
  if (!(residual > 0) || variances.some((variance) => !(variance > 0))) {
    return undefined;
  }
  const distances = features.map((row) => unlikeness(row, unlimited)).sort((a, b) => a - b);
  return { ...unlimited, limit: distances[Math.ceil(PERCENTILE * count) - 1]! };
}

/**
 * Says how unlike the training cells a cell is: its Mahalanobis distance from their mean, as a multiple of the distance within which 99 % of
 * them are. Above 1 it is further away.
 */
export function unlikeness(features: ArrayLike<number>, familiarity: Familiarity): number {
  const { directions, variances, residual, limit } = familiarity;
  const row = standardize(features, familiarity);
  let rest = dot(row, row);
  let distance = 0;
  for (const [index, direction] of directions.entries()) {
    const along = dot(row, direction) ** 2;
    distance += along / variances[index]!;
    rest -= along;
  }
  distance += Math.max(rest, 0) / residual;
  return Math.sqrt(distance / row.length) / limit;
}

/** Whether a cell is further from the training cells than 99 % of them. */
export function isUnlike(unlike: number | undefined): unlike is number {
  return unlike !== undefined && unlike > 1;
}

/** What is said of such cells. */
export const UNLIKE = 'further from the training cells than 99 % of them, so its answer means little';

/**
 * Requires the familiarity of a model to be of its features.
 *
 * @throws Error if it is of another number of them.
 */
export function requireFamiliarity(
  { mean }: Familiarity,
  { name, width }: { readonly name: string; readonly width: number },
): void {
  if (width !== mean.length) {
    throw new Error(
      `training.json of model ${name}: its familiarity must be of ${width} features, as the network has; found ${mean.length}`,
    );
  }
}

function standardize(
  features: ArrayLike<number>,
  { mean, deviation }: Pick<Familiarity, 'mean' | 'deviation'>,
): number[] {
  return mean.map((center, column) => (features[column]! - center) / deviation[column]!);
}

/** Finds orthonormal directions in which rows vary most, by subspace iteration from waves, so without randomness. */
function principalDirections(rows: readonly (readonly number[])[], count: number): number[][] {
  const width = rows[0]!.length;
  let directions = orthonormal(
    Array.from({ length: count }, (_, order) =>
      Array.from({ length: width }, (__, column) =>
        Math.cos((Math.PI * (column + 0.5) * (order + 1)) / width),
      ),
    ),
  );
  for (let pass = 0; pass < ROUNDS; pass++) {
    const images = directions.map((direction) => {
      const image = new Array<number>(width).fill(0);
      for (const row of rows) {
        const along = dot(row, direction);
        for (let column = 0; column < width; column++) {
          image[column]! += along * row[column]!;
        }
      }
      return image;
    });
    directions = orthonormal(images);
  }
  return directions;
}

/** Makes vectors orthonormal one after another (modified Gram-Schmidt); those that depend on earlier ones are left out. */
function orthonormal(vectors: readonly number[][]): number[][] {
  const found: number[][] = [];
  for (const vector of vectors) {
    const before = Math.sqrt(dot(vector, vector));
    let rest = vector;
    for (const direction of found) {
      const along = dot(rest, direction);
      rest = rest.map((value, column) => value - along * direction[column]!);
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-9 * before && length > 0) {
      found.push(rest.map((value) => value / length));
    }
  }
  return found;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    sum += a[index]! * b[index]!;
  }
  return sum;
}

function average<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
}

function round(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
