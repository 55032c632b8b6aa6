/** Side of the square tile of the filter matrix [fh * fw * inChannels, outChannels] that a workgroup computes. */
export const TILE = 32;
/** A workgroup has 8 x 8 invocations, and each holds 4 x 4 sums of the tile. */
export const SIDE = 8;
/** Output positions that a workgroup loads into shared memory at a time. */
export const DEPTH = 32;

/** Workgroups of 64 invocations that keep a large GPU busy. */
const ENOUGH_WORKGROUPS = 1024;
/** Minimum blocks of positions per workgroup: with fewer, writing the tile costs more than computing it. */
const MINIMUM_BLOCKS = 4;

/** The size of a filter gradient as the product of two matrices, [positions, patch] and [positions, outChannels]. */
export interface FilterGradientSize {
  /** batch * outHeight * outWidth: the terms of each weight's gradient. */
  readonly positions: number;
  /** filterHeight * filterWidth * inChannels. */
  readonly patch: number;
  readonly outChannels: number;
}

/** How a filter gradient is divided among the workgroups of a GPU. */
export interface FilterGradientPlan {
  /** Workgroups along patch, outChannels and positions. */
  readonly workgroups: readonly [number, number, number];
  /** Blocks of {@link DEPTH} positions that each workgroup sums. */
  readonly blocks: number;
}

/**
 * Splits a filter gradient into tiles of the filter. If there are too few tiles to keep a GPU busy, splits the positions into
 * parts, whose sums a second pass adds.
 */
export function filterGradientPlan({
  positions,
  patch,
  outChannels,
}: FilterGradientSize): FilterGradientPlan {
  const tiles: [number, number] = [Math.ceil(patch / TILE), Math.ceil(outChannels / TILE)];
  const partsWanted = Math.ceil(ENOUGH_WORKGROUPS / (tiles[0] * tiles[1]));
  const blocks = Math.max(MINIMUM_BLOCKS, Math.ceil(positions / DEPTH / partsWanted));
  return { workgroups: [...tiles, Math.ceil(positions / DEPTH / blocks)], blocks };
}
