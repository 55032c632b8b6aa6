import type { SeededRandom } from '../../seeded-random.js';
import { type Plane, type Point, plane } from './plane.js';

/** The outline of a cell and of its nucleus, and the point where its microtubules start. */
export interface CellShape {
  /** Height and width of the image in pixels. */
  readonly size: number;
  /** Mean radius of the cell, as a share of the image width. */
  readonly radius: number;
  /** Depth in the cell, by pixel: 0 at the center, 1 at the rim, more outside. */
  readonly rim: Plane;
  /** Depth in the nucleus, by pixel: 0 at the center, 1 at the envelope, more outside. */
  readonly envelope: Plane;
  /** The point in a direction from the center of the cell, at a depth. */
  pointAt(polar: Polar): Point;
  /** The point in a direction from the center of the nucleus, at a depth. */
  pointAroundNucleus(polar: Polar): Point;
  /** Depth of a point in the cell: 0 at the center, 1 at the rim. */
  depthOf(point: Point): number;
  /** A share of the radius of the cell as a radius, enlarged if it would fall between the pixels. */
  visibleRadius(share: number): number;
  /** The point where the microtubules start, beside the nucleus and inside the cell. */
  readonly centrosome: Point;
}

/** A direction and a depth. */
interface Polar {
  /** Direction in radians. */
  readonly angle: number;
  /** 0 at the center, 1 at the outline. */
  readonly depth: number;
}

/** A closed, star-shaped curve around a center: one radius per direction. */
interface Outline {
  readonly center: Point;
  radiusAt(angle: number): number;
}

/** Draws the shape of a cell that lies entirely, or almost so, in an image of `size` pixels. */
export function cellShape(
  random: SeededRandom,
  {
    size,
    radius = random.within([0.25, 0.39]),
  }: {
    readonly size: number;
    /** Mean radius of the cell, as a share of the image width. Default: drawn from [0.25, 0.39). */
    readonly radius?: number;
  },
): CellShape {
  const cell = drawOutline(random, {
    center: { x: random.within([0.44, 0.56]), y: random.within([0.44, 0.56]) },
    radius,
    roughness: 0.42,
  });
  const nucleus = drawOutline(random, {
    center: pointOn(cell, { angle: random.within([0, 2 * Math.PI]), depth: random.within([0, 0.25]) }),
    radius: radius * random.within([0.34, 0.46]),
    roughness: 0.12,
  });
  const depthOf = (point: Point) => depthIn(cell, point);
  const pointAroundNucleus = (polar: Polar) => pointOn(nucleus, polar);
  const beside = Array.from({ length: 3 }, () =>
    pointAroundNucleus({ angle: random.within([0, 2 * Math.PI]), depth: random.within([1.1, 1.35]) }),
  );
  return {
    size,
    radius,
    rim: depths(cell, size),
    envelope: depths(nucleus, size),
    pointAt: (polar) => pointOn(cell, polar),
    pointAroundNucleus,
    depthOf,
    visibleRadius: (share) => Math.max(radius * share, 0.45 / size),
    centrosome: beside.reduce((best, point) => (depthOf(point) < depthOf(best) ? point : best)),
  };
}

/** A stretched circle with waves along it; shorter waves are shallower. */
function drawOutline(
  random: SeededRandom,
  {
    center,
    radius,
    roughness,
  }: { readonly center: Point; readonly radius: number; readonly roughness: number },
): Outline {
  const stretch = random.within([1, 1.3]);
  const tilt = random.within([0, Math.PI]);
  const waves = [2, 3, 4, 5, 6].map((count) => ({
    count,
    depth: random.within([0, roughness / count]),
    phase: random.within([0, 2 * Math.PI]),
  }));
  return {
    center,
    radiusAt: (angle) => {
      const ellipse = 1 / Math.hypot(Math.cos(angle - tilt) / stretch, Math.sin(angle - tilt) * stretch);
      const wave = waves.reduce(
        (sum, { count, depth, phase }) => sum + depth * Math.cos(count * angle + phase),
        1,
      );
      return radius * ellipse * wave;
    },
  };
}

function pointOn({ center, radiusAt }: Outline, { angle, depth }: Polar): Point {
  const distance = depth * radiusAt(angle);
  return { x: center.x + distance * Math.cos(angle), y: center.y + distance * Math.sin(angle) };
}

function depthIn({ center, radiusAt }: Outline, { x, y }: Point): number {
  const [dx, dy] = [x - center.x, y - center.y];
  return Math.hypot(dx, dy) / radiusAt(Math.atan2(dy, dx));
}

function depths(outline: Outline, size: number): Plane {
  const result = plane(size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      result.values[y * size + x] = depthIn(outline, { x: (x + 0.5) / size, y: (y + 0.5) / size });
    }
  }
  return result;
}
