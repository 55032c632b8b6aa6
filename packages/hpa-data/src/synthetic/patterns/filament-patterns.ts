import type { SeededRandom } from '../../seeded-random.js';
import { addSpot } from '../drawing/add-spot.js';
import { addStroke } from '../drawing/add-stroke.js';
import type { CellShape } from '../drawing/cell-shape.js';
import { type Plane, type Point, plane } from '../drawing/plane.js';
import { cytoplasmPoint } from './cytoplasm-point.js';
import type { ProteinPattern } from './protein-pattern.js';

/** Wavy bundles that surround the nucleus like a cage. */
export const intermediateFilaments: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let remaining = random.integer([16, 26]); remaining > 0; remaining--) {
    const start = random.within([0, 2 * Math.PI]);
    const turn = random.within([0.5, 1.6]) * (random.integer([0, 1]) * 2 - 1);
    const depth = 1.1 + 0.9 * random.uniform() ** 1.5;
    const wave = random.within([0.03, 0.12]);
    const phase = random.within([0, 2 * Math.PI]);
    const points = steps(14).map((share) =>
      shape.pointAroundNucleus({
        angle: start + turn * share,
        depth: depth + wave * Math.sin(phase + 14 * share),
      }),
    );
    addStroke(pattern, {
      points: points.filter((point) => shape.depthOf(point) < 0.93),
      radius: shape.visibleRadius(0.02),
      strength: random.within([0.4, 0.9]),
    });
  }
  return pattern;
};

/** Long, straight, parallel fibers from rim to rim. */
export const actinFilaments: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const direction = random.within([0, Math.PI]);
  const [along, across] = [
    { x: Math.cos(direction), y: Math.sin(direction) },
    { x: -Math.sin(direction), y: Math.cos(direction) },
  ];
  const center = shape.pointAt({ angle: 0, depth: 0 });
  for (let remaining = random.integer([14, 22]); remaining > 0; remaining--) {
    const aside = shape.radius * random.within([-1.1, 1.1]);
    const tilt = 0.06 * random.normal();
    const points = steps(48)
      .map((share): Point => {
        const reach = shape.radius * (3.2 * share - 1.6);
        return {
          x: center.x + along.x * reach + across.x * (aside + tilt * reach),
          y: center.y + along.y * reach + across.y * (aside + tilt * reach),
        };
      })
      .filter((point) => shape.depthOf(point) < 0.96);
    addStroke(pattern, { points, radius: shape.visibleRadius(0.017), strength: random.within([0.4, 1]) });
  }
  return pattern;
};

/** Bent filaments that leave the centrosome in all directions. */
export const microtubules: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let remaining = random.integer([45, 70]); remaining > 0; remaining--) {
    const points: Point[] = [shape.centrosome];
    let heading = random.within([0, 2 * Math.PI]);
    let bend = 0.12 * random.normal();
    const length = random.integer([12, 32]);
    while (points.length < length && shape.depthOf(points.at(-1)!) < 0.95) {
      const { x, y } = points.at(-1)!;
      points.push({
        x: x + 0.06 * shape.radius * Math.cos(heading),
        y: y + 0.06 * shape.radius * Math.sin(heading),
      });
      bend += 0.05 * random.normal() - 0.2 * bend;
      heading += bend;
    }
    addStroke(pattern, { points, radius: shape.visibleRadius(0.012), strength: random.within([0.3, 0.7]) });
  }
  return pattern;
};

/** Comets: short outward strokes, brightest at the front, where microtubules grow. */
export const microtubuleEnds: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let remaining = random.integer([35, 60]); remaining > 0; remaining--) {
    const front = cytoplasmPoint(shape, { random, inwards: 0.6 });
    const [dx, dy] = [front.x - shape.centrosome.x, front.y - shape.centrosome.y];
    const length = (shape.radius * random.within([0.12, 0.2])) / Math.hypot(dx, dy);
    const strength = random.within([0.5, 1.2]);
    for (const share of steps(6)) {
      addSpot(pattern, {
        at: { x: front.x - dx * length * share, y: front.y - dy * length * share },
        radius: shape.visibleRadius(0.018),
        strength: strength * (1 - share) ** 1.5,
      });
    }
  }
  return pattern;
};

/** A short bright bar across the rim with a dark gap in the middle, where two daughter cells are still connected. */
export const cytokineticBridge: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const angle = random.within([0, 2 * Math.PI]);
  const strength = random.within([1.2, 1.8]);
  for (const [inner, outer] of [
    [0.66, 0.79],
    [0.87, 1.02],
  ] as const) {
    addStroke(pattern, {
      points: [shape.pointAt({ angle, depth: inner }), shape.pointAt({ angle, depth: outer })],
      radius: shape.visibleRadius(0.045),
      strength,
    });
  }
  return pattern;
};

/** Fibers that bulge between two poles on either side of the nucleus; the other channels are unaffected. */
export const mitoticSpindle: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const axis = random.within([0, 2 * Math.PI]);
  const [from, to] = [
    shape.pointAroundNucleus({ angle: axis, depth: 1.05 }),
    shape.pointAroundNucleus({ angle: axis + Math.PI, depth: 1.05 }),
  ];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  for (let fiber = -4; fiber <= 4; fiber++) {
    const bulge = 0.09 * fiber + 0.02 * random.normal();
    const points = steps(12).map((share) => {
      const aside = bulge * Math.sin(Math.PI * share);
      return { x: from.x + dx * share - dy * aside, y: from.y + dy * share + dx * aside };
    });
    addStroke(pattern, { points, radius: shape.visibleRadius(0.018), strength: random.within([0.6, 1]) });
  }
  for (const pole of [from, to]) {
    addSpot(pattern, { at: pole, radius: shape.radius * 0.06, strength: random.within([1, 1.4]) });
  }
  return pattern;
};

/** Short streaks just inside the rim that point towards the center, where the cell adheres to its substrate. */
export const focalAdhesionSites: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let remaining = random.integer([7, 16]); remaining > 0; remaining--) {
    drawAdhesion(shape, { pattern, random });
  }
  return pattern;
};

function drawAdhesion(
  shape: CellShape,
  { pattern, random }: { readonly pattern: Plane; readonly random: SeededRandom },
): void {
  const angle = random.within([0, 2 * Math.PI]);
  const outer = random.within([0.85, 0.96]);
  const inner = outer - random.within([0.1, 0.24]);
  const slant = random.within([-0.06, 0.06]);
  const strength = random.within([0.4, 0.9]);
  for (let step = 0; step <= 1; step += 1 / 6) {
    const at = shape.pointAt({ angle: angle + slant * step, depth: inner + (outer - inner) * step });
    addSpot(pattern, { at, radius: 0.045 * shape.radius, strength });
  }
}

/** Evenly spaced shares from 0 to 1, both included. */
function steps(count: number): number[] {
  return Array.from({ length: count }, (_, step) => step / (count - 1));
}
