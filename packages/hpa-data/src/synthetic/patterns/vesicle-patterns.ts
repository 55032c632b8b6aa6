import { addSpot } from '../drawing/add-spot.js';
import { addStroke } from '../drawing/add-stroke.js';
import { type Plane, type Point, plane } from '../drawing/plane.js';
import { cytoplasmPoint } from './cytoplasm-point.js';
import type { ProteinPattern } from './protein-pattern.js';

/** Very many tiny dots all over the cytoplasm. */
export const peroxisomes: ProteinPattern = dots({
  count: [90, 150],
  radius: [0.016, 0.022],
  strength: [0.5, 1.3],
});

/** Medium-sized dots, closer to the nucleus. */
export const endosomes: ProteinPattern = dots({
  count: [22, 38],
  radius: [0.03, 0.045],
  strength: [0.5, 1.4],
  inwards: 2,
});

/** Large dots, crowded on one side of the nucleus. */
export const lysosomes: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const side = random.within([0, 2 * Math.PI]);
  for (let remaining = random.integer([14, 26]); remaining > 0; remaining--) {
    addSpot(pattern, {
      at: shape.pointAroundNucleus({
        angle: side + 0.6 * random.normal(),
        depth: 1.15 + 0.8 * random.uniform() ** 1.5,
      }),
      radius: shape.visibleRadius(random.within([0.04, 0.062])),
      strength: random.within([0.6, 1.3]),
    });
  }
  return pattern;
};

/** Bright rims of round droplets of various sizes; the inside stays dark. */
export const lipidDroplets: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let remaining = random.integer([14, 28]); remaining > 0; remaining--) {
    addRing(pattern, {
      center: cytoplasmPoint(shape, { random, inwards: 1.4 }),
      radius: shape.radius * random.within([0.05, 0.1]),
      width: shape.visibleRadius(0.016),
      strength: random.within([0.6, 1.1]),
    });
  }
  return pattern;
};

/** A few dots anywhere between nucleus and rim. */
export const cytoplasmicBodies: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  let remaining = random.integer([4, 9]);
  for (let tries = 0; remaining > 0 && tries < 200; tries++) {
    const at = shape.pointAroundNucleus({
      angle: random.within([0, 2 * Math.PI]),
      depth: random.within([1.2, 2.4]),
    });
    if (shape.depthOf(at) < 0.88) {
      addSpot(pattern, {
        at,
        radius: shape.radius * random.within([0.055, 0.085]),
        strength: random.within([0.7, 1.5]),
      });
      remaining--;
    }
  }
  return pattern;
};

/** A few straight rods, and rings of the same thickness. */
export const rodsAndRings: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const width = shape.visibleRadius(0.028);
  for (let remaining = random.integer([3, 6]); remaining > 0; remaining--) {
    const center = cytoplasmPoint(shape, { random });
    const half = 0.5 * shape.radius * random.within([0.25, 0.45]);
    const angle = random.within([0, 2 * Math.PI]);
    const end = (sign: number): Point => ({
      x: center.x + sign * half * Math.cos(angle),
      y: center.y + sign * half * Math.sin(angle),
    });
    addStroke(pattern, { points: [end(-1), end(1)], radius: width, strength: random.within([1, 1.6]) });
  }
  for (let remaining = random.integer([1, 2]); remaining > 0; remaining--) {
    addRing(pattern, {
      center: cytoplasmPoint(shape, { random }),
      radius: shape.radius * random.within([0.12, 0.18]),
      width,
      strength: random.within([1, 1.6]),
    });
  }
  return pattern;
};

/** Short, thick, bent threads, crowded around the nucleus. */
export const mitochondria: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let remaining = random.integer([45, 75]); remaining > 0; remaining--) {
    const points = [cytoplasmPoint(shape, { random, inwards: 1.6 })];
    let heading = random.within([0, 2 * Math.PI]);
    for (let step = random.integer([2, 5]); step > 0; step--) {
      const { x, y } = points.at(-1)!;
      heading += 0.6 * random.normal();
      const next = {
        x: x + 0.06 * shape.radius * Math.cos(heading),
        y: y + 0.06 * shape.radius * Math.sin(heading),
      };
      if (shape.depthOf(next) < 0.93) {
        points.push(next);
      }
    }
    addStroke(pattern, { points, radius: shape.visibleRadius(0.024), strength: random.within([0.4, 1]) });
  }
  return pattern;
};

type Range = readonly [low: number, high: number];

interface DotsOptions {
  readonly count: Range;
  /** As a share of the cell's radius. */
  readonly radius: Range;
  readonly strength: Range;
  /** See `cytoplasmPoint`. */
  readonly inwards?: number;
}

function dots({ count, radius, strength, inwards = 1 }: DotsOptions): ProteinPattern {
  return (shape, { random }) => {
    const pattern = plane(shape.size);
    for (let remaining = random.integer(count); remaining > 0; remaining--) {
      addSpot(pattern, {
        at: cytoplasmPoint(shape, { random, inwards }),
        radius: shape.visibleRadius(random.within(radius)),
        strength: random.within(strength),
      });
    }
    return pattern;
  };
}

function addRing(
  target: Plane,
  {
    center,
    radius,
    width,
    strength,
  }: { readonly center: Point; readonly radius: number; readonly width: number; readonly strength: number },
): void {
  const points = Array.from({ length: 17 }, (_, step) => ({
    x: center.x + radius * Math.cos((step * Math.PI) / 8),
    y: center.y + radius * Math.sin((step * Math.PI) / 8),
  }));
  addStroke(target, { points, radius: width, strength });
}
