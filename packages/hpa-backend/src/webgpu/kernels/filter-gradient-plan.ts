/** Side of the square of the filter matrix [fh * fw * inChannels, outChannels] that a workgroup computes. */
export const TILE = 32;
/** Each of a workgroup's 8 x 8 invocations holds 4 x 4 sums of the tile. */
export const SIDE = 8;
/** Output positions that a workgroup brings into its shared memory at a time. */
export const DEPTH = 32;

/** Workgroups that fill a large GPU: 64 invocations each. */
const ENOUGH_WORKGROUPS = 1024;
/** A workgroup takes at least this many blocks of positions, or writing its tile costs more than computing it. */
const LEAST_BLOCKS = 4;

/** The size of a filter gradient as the product of two matrices, [positions, patch] and [positions, outChannels]. */
export interface FilterGradientSize {
  /** batch * outHeight * outWidth: what each weight's gradient is summed over. */
  readonly positions: number;
  /** filterHeight * filterWidth * inChannels. */
  readonly patch: number;
  readonly outChannels: number;
}

/** How a filter gradient is spread over a GPU. */
export interface FilterGradientPlan {
  /** Workgroups along patch, outChannels and positions. */
  readonly workgroups: readonly [number, number, number];
  /** Blocks of {@link DEPTH} positions that each workgroup sums. */
  readonly blocks: number;
}

/**
 * Splits a filter gradient into tiles of the filter and, where these are too few to fill a GPU, the positions into
 * parts whose sums a second pass adds.
 */
export function filterGradientPlan({
  positions,
  patch,
  outChannels,
}: FilterGradientSize): FilterGradientPlan {
  const tiles: [number, number] = [Math.ceil(patch / TILE), Math.ceil(outChannels / TILE)];
  const partsWanted = Math.ceil(ENOUGH_WORKGROUPS / (tiles[0] * tiles[1]));
  const blocks = Math.max(LEAST_BLOCKS, Math.ceil(positions / DEPTH / partsWanted));
  return { workgroups: [...tiles, Math.ceil(positions / DEPTH / blocks)], blocks };
}
