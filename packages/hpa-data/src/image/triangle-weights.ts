/** The weighted sums that resize one side of an image. */
export interface ResizeWeights {
  /** First source pixel in the sum of each result pixel. */
  readonly starts: Int32Array;
  /** Weights of the pixels from there on, `taps` per result pixel, in units of 1/16384; they sum to 1. */
  readonly weights: Int16Array;
  /** Number of weights per result pixel, even; those not needed are 0. */
  readonly taps: number;
}

const ONE = 16_384;

/**
 * Weights of a triangle kernel along one side: linear interpolation if the image grows; if it shrinks, the triangle
 * widens with the pixels, so that all of them count (as in Pillow's `BILINEAR` and libvips's `linear`).
 */
export function triangleWeights({
  from,
  to,
}: {
  /** Number of source pixels. */
  readonly from: number;
  /** Number of result pixels. */
  readonly to: number;
}): ResizeWeights {
  const scale = from / to;
  const reach = Math.max(1, scale);
  const taps = 2 * Math.ceil(reach);
  const starts = new Int32Array(to);
  const weights = new Int16Array(to * taps);
  for (let pixel = 0; pixel < to; pixel++) {
    const center = (pixel + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - reach + 0.5));
    const last = Math.min(from, Math.floor(center + reach + 0.5));
    const shares = Array.from({ length: last - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs(first + tap + 0.5 - center) / reach),
    );
    starts[pixel] = first;
    weights.set(inSixteenThousands(shares), pixel * taps);
  }
  return { starts, weights, taps };
}

/** Scales shares to integers that sum to 16384 exactly, so that a flat image stays flat; the largest absorbs the rounding. */
function inSixteenThousands(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const rounded = shares.map((share) => Math.round((share / total) * ONE));
  const rest = ONE - rounded.reduce((sum, weight) => sum + weight, 0);
  rounded[rounded.indexOf(Math.max(...rounded))]! += rest;
  return rounded;
}
