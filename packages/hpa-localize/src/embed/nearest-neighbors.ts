import { setImmediate } from 'node:timers/promises';
import type { FeatureMatrix } from './feature-matrix.js';

/** The nearest neighbors of every cell. */
export interface Neighbors {
  /** How many each cell has. */
  readonly count: number;
  /** The rows of the neighbors of each cell, the nearest first, one cell after another; of those equally far, the first row. */
  readonly indices: Int32Array;
  /** How far each is: the Euclidean distance of the features. */
  readonly distances: Float64Array;
}

/** Rows that are compared with one another while they lie in the cache. */
const BLOCK = 64;

/**
 * Finds the nearest neighbors of every cell by comparing each with each: exact, in time that grows with the square of their number.
 *
 * @param count How many neighbors each cell has; fewer than there are cells.
 */
export async function nearestNeighbors(
  features: FeatureMatrix,
  {
    count,
    signal,
    onProgress,
  }: {
    readonly count: number;
    /** Ends the call soon, with an AbortError. */
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
  },
): Promise<Neighbors> {
  const cells = features.count;
  const indices = new Int32Array(cells * count).fill(-1);
  const distances = new Float64Array(cells * count).fill(Number.POSITIVE_INFINITY);
  const found = { count, indices, distances };
  for (let first = 0; first < cells; first += BLOCK) {
    for (let second = first; second < cells; second += BLOCK) {
      compareBlocks(features, found, { first, second });
    }
    await setImmediate();
    signal?.throwIfAborted();
    onProgress?.({ done: Math.min(cells, first + BLOCK), of: cells });
  }
  for (const [at, squared] of distances.entries()) {
    distances[at] = Math.sqrt(squared);
  }
  return found;
}

function compareBlocks(
  features: FeatureMatrix,
  found: Neighbors,
  { first, second }: { readonly first: number; readonly second: number },
): void {
  const { count } = features;
  const farthest = (cell: number): number => found.distances[(cell + 1) * found.count - 1]!;
  for (let i = first; i < Math.min(count, first + BLOCK); i++) {
    for (let j = Math.max(second, i + 1); j < Math.min(count, second + BLOCK); j++) {
      const limit = Math.max(farthest(i), farthest(j));
      const squared = squaredDistance(features, { i, j, limit });
      insert(found, { cell: i, neighbor: j, squared });
      insert(found, { cell: j, neighbor: i, squared });
    }
  }
}

/** Features that are compared before the sum is looked at. */
const STRIDE = 16;

/** The squared distance of two cells, or a part of it that is above the limit already: most pairs are no neighbors. */
function squaredDistance(
  { dimensions, values }: FeatureMatrix,
  { i, j, limit }: { readonly i: number; readonly j: number; readonly limit: number },
): number {
  let squared = 0;
  let left = i * dimensions;
  let right = j * dimensions;
  const end = left + dimensions;
  while (left < end && squared <= limit) {
    for (const stop = Math.min(end, left + STRIDE); left < stop; left++, right++) {
      const difference = values[left]! - values[right]!;
      squared += difference * difference;
    }
  }
  return squared;
}

/** Puts a cell among the nearest of another, if it is one of them. */
function insert(
  { count, indices, distances }: Neighbors,
  { cell, neighbor, squared }: { readonly cell: number; readonly neighbor: number; readonly squared: number },
): void {
  const start = cell * count;
  const isBefore = (at: number): boolean =>
    squared < distances[at]! || (squared === distances[at]! && neighbor < indices[at]!);
  let at = start + count - 1;
  if (!isBefore(at)) {
    return;
  }
  for (; at > start && isBefore(at - 1); at--) {
    indices[at] = indices[at - 1]!;
    distances[at] = distances[at - 1]!;
  }
  indices[at] = neighbor;
  distances[at] = squared;
}
