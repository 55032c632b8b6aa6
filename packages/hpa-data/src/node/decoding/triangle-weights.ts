/** One side of a picture resized by weighted sums: what {@link triangleWeights} gives. */
export interface ResizeWeights {
  /** First source pixel that each result pixel sums. */
  readonly starts: Int32Array;
  /** Weights of the pixels from there on, `taps` to each result pixel, in units of 1/16384; each such row sums to 1. */
  readonly weights: Int16Array;
  /** An even number; those that are not needed weigh 0. */
  readonly taps: number;
}

/** Options of {@link triangleWeights}. */
export interface TriangleWeightsOptions {
  /** Pixels of the source. */
  readonly from: number;
  /** Pixels of the result. */
  readonly to: number;
}

const ONE = 16_384;

/**
 * Weighs the pixels along one side with a triangle: linear interpolation where a picture grows, and where it shrinks
 * a triangle as much wider as the pixels become, so that all of them count (as Pillow's `BILINEAR` and libvips's
 * `linear` do).
 */
export function triangleWeights({ from, to }: TriangleWeightsOptions): ResizeWeights {
  const scale = from / to;
  const reach = Math.max(1, scale);
  const taps = 2 * Math.ceil(reach);
  const starts = new Int32Array(to);
  const weights = new Int16Array(to * taps);
  for (let pixel = 0; pixel < to; pixel++) {
    const centre = (pixel + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.min(from, Math.floor(centre + reach + 0.5));
    const shares = Array.from({ length: last - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs(first + tap + 0.5 - centre) / reach),
    );
    starts[pixel] = first;
    weights.set(inSixteenThousands(shares), pixel * taps);
  }
  return { starts, weights, taps };
}

/** Scales shares to integers that sum to 16384 exactly, so that a flat picture stays flat; the largest takes the rest. */
function inSixteenThousands(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const rounded = shares.map((share) => Math.round((share / total) * ONE));
  const rest = ONE - rounded.reduce((sum, weight) => sum + weight, 0);
  rounded[rounded.indexOf(Math.max(...rounded))]! += rest;
  return rounded;
}
