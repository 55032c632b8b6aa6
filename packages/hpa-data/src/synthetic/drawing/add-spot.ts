import type { Plane, Point } from './plane.js';

/** Adds a Gaussian spot to a plane, cut off at three standard deviations. */
export function addSpot(
  { size, values }: Plane,
  {
    at,
    radius,
    strength,
  }: {
    /** Center. */
    readonly at: Point;
    /** Standard deviation, as a share of the image width. */
    readonly radius: number;
    /** Intensity at the center. */
    readonly strength: number;
  },
): void {
  const column = at.x * size - 0.5;
  const row = at.y * size - 0.5;
  const spread = radius * size;
  const falloff = -0.5 / spread ** 2;
  const [top, bottom] = [Math.max(0, Math.ceil(row - 3 * spread)), Math.min(size - 1, row + 3 * spread)];
  const [left, right] = [
    Math.max(0, Math.ceil(column - 3 * spread)),
    Math.min(size - 1, column + 3 * spread),
  ];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      values[y * size + x]! += strength * Math.exp(falloff * ((y - row) ** 2 + (x - column) ** 2));
    }
  }
}
