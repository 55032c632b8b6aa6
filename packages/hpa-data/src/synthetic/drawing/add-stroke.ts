import { addSpot } from './add-spot.js';
import type { Plane, Point } from './plane.js';

/** Adds a soft line to a plane: spots one radius apart, whose sum is flat to within a thousandth. */
export function addStroke(
  target: Plane,
  {
    points,
    radius,
    strength,
  }: {
    /** Vertices of the line, in order. */
    readonly points: readonly Point[];
    /** Standard deviation across the line, as a share of the image width. */
    readonly radius: number;
    /** Intensity along the middle. */
    readonly strength: number;
  },
): void {
  // Gaussians one standard deviation apart sum to sqrt(2 pi) times a single one.
  const each = strength / Math.sqrt(2 * Math.PI);
  for (const [index, to] of points.entries()) {
    const from = points[index - 1] ?? to;
    const steps = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / radius));
    for (let step = 1; step <= steps && index > 0; step++) {
      const share = step / steps;
      const at = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      addSpot(target, { at, radius, strength: each });
    }
  }
}
