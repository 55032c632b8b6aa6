import { setImmediate } from 'node:timers/promises';
import { UMAP } from 'umap-js';
import type { Neighbors } from './nearest-neighbors.js';
import { seededUniform } from './seeded-uniform.js';

/** Neighbors that decide where a cell lies, besides itself: with it 15, as umap-learn has them. */
export const UMAP_NEIGHBORS = 14;

/**
 * Lays cells out in the plane by UMAP (McInnes, Healy and Melville, arXiv:1802.03426), with the settings of umap-learn, from exact
 * nearest neighbors.
 *
 * @returns Two coordinates a cell, one cell after another. Equal neighbors and seeds give equal layouts.
 */
export async function umapLayout(
  { count, indices, distances }: Neighbors,
  {
    seed,
    signal,
    onProgress,
  }: {
    readonly seed: number;
    /** Ends the call after the current epoch, with an AbortError. */
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
  },
): Promise<Float64Array> {
  const cells = indices.length / count;
  // The library takes a cell for the first of its own neighbors, and wants more cells than neighbors.
  const others = Math.min(UMAP_NEIGHBORS, count, cells - 2);
  const rows = Array.from({ length: cells }, (_, cell) => cell);
  const slice = <Values extends Int32Array | Float64Array>(values: Values, cell: number): number[] => [
    ...values.subarray(cell * count, cell * count + others),
  ];
  const umap = new UMAP({ nComponents: 2, nNeighbors: others + 1, random: seededUniform(seed) });
  umap.setPrecomputedKNN(
    rows.map((cell) => [cell, ...slice(indices, cell)]),
    rows.map((cell) => [0, ...slice(distances, cell)]),
  );
  const epochs = umap.initializeFit(rows.map(() => []));
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    await setImmediate();
    signal?.throwIfAborted();
    onProgress?.({ done: epoch, of: epochs });
  }
  return Float64Array.from(umap.getEmbedding().flat());
}
