import type { SeededRandom } from '../../seeded-random.js';
import { type Plane, type Point, plane } from './plane.js';

/** The outline of one cell, its nucleus and where its microtubules start. */
export interface CellShape {
  /** Height and width of the picture in pixels. */
  readonly size: number;
  /** Mean radius of the cell, as a share of the picture's width. */
  readonly radius: number;
  /** The cell by depth: 0 at its centre, 1 at its rim, more outside; by pixel. */
  readonly rim: Plane;
  /** The nucleus likewise: 0 at its centre, 1 at its envelope. */
  readonly envelope: Plane;
  /** The point that lies in a direction (radians) from the cell's centre at a depth. */
  pointAt(polar: Polar): Point;
  /** The point that lies in a direction (radians) from the nucleus's centre at a depth. */
  pointAroundNucleus(polar: Polar): Point;
  /** Depth of any point in the cell: 0 at its centre, 1 at its rim. */
  depthOf(point: Point): number;
  /** Beside the nucleus, inside the cell. */
  readonly centrosome: Point;
}

/** A direction and a depth. */
export interface Polar {
  /** Direction in radians. */
  readonly angle: number;
  /** 0 at the centre, 1 at the outline. */
  readonly depth: number;
}

/** A closed curve round a centre, star-shaped: one radius for each direction. */
interface Outline {
  readonly centre: Point;
  radiusAt(angle: number): number;
}

/** Draws the shape of a cell that lies whole, or nearly so, in a picture of `size` pixels. */
export function cellShape(random: SeededRandom, { size }: { readonly size: number }): CellShape {
  const radius = random.within([0.25, 0.39]);
  const cell = drawOutline(random, {
    centre: { x: random.within([0.44, 0.56]), y: random.within([0.44, 0.56]) },
    radius,
    roughness: 0.42,
  });
  const nucleus = drawOutline(random, {
    centre: pointOn(cell, { angle: random.within([0, 2 * Math.PI]), depth: random.within([0, 0.25]) }),
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
    centrosome: beside.reduce((best, point) => (depthOf(point) < depthOf(best) ? point : best)),
  };
}

/** A stretched circle with waves along it, each wave the shallower the shorter it is. */
function drawOutline(
  random: SeededRandom,
  {
    centre,
    radius,
    roughness,
  }: { readonly centre: Point; readonly radius: number; readonly roughness: number },
): Outline {
  const stretch = random.within([1, 1.3]);
  const tilt = random.within([0, Math.PI]);
  const waves = [2, 3, 4, 5, 6].map((count) => ({
    count,
    depth: random.within([0, roughness / count]),
    phase: random.within([0, 2 * Math.PI]),
  }));
  return {
    centre,
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

function pointOn({ centre, radiusAt }: Outline, { angle, depth }: Polar): Point {
  const distance = depth * radiusAt(angle);
  return { x: centre.x + distance * Math.cos(angle), y: centre.y + distance * Math.sin(angle) };
}

function depthIn({ centre, radiusAt }: Outline, { x, y }: Point): number {
  const [dx, dy] = [x - centre.x, y - centre.y];
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
