import { addSpot } from '../drawing/add-spot.js';
import { addStroke } from '../drawing/add-stroke.js';
import { plane } from '../drawing/plane.js';
import type { ProteinPattern } from './protein-pattern.js';

/** Stacks of short ribbons in a crescent on one side of the nucleus. */
export const golgiApparatus: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const side = random.within([0, 2 * Math.PI]);
  const half = random.within([0.5, 0.9]);
  for (let remaining = random.integer([12, 20]); remaining > 0; remaining--) {
    const angle = side + half * random.within([-1, 1]);
    const depth = random.within([1.15, 1.5]);
    const length = random.within([0.1, 0.3]);
    const points = [0, 0.5, 1].map((share) =>
      shape.pointAroundNucleus({ angle: angle + length * share, depth: depth + 0.06 * random.normal() }),
    );
    addStroke(pattern, { points, radius: shape.visibleRadius(0.03), strength: random.within([0.6, 1.2]) });
  }
  return pattern;
};

/** One bright spot beside the nucleus, where the microtubules start. */
export const microtubuleOrganizingCenter: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  addSpot(pattern, {
    at: shape.centrosome,
    radius: shape.radius * random.within([0.08, 0.13]),
    strength: random.within([0.9, 1.8]),
  });
  return pattern;
};

/** A pair of tiny dots beside the nucleus: the two centrioles. */
export const centrosome: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const angle = random.within([0, 2 * Math.PI]);
  const apart = shape.radius * random.within([0.04, 0.07]);
  for (const sign of [-1, 1]) {
    addSpot(pattern, {
      at: {
        x: shape.centrosome.x + sign * apart * Math.cos(angle),
        y: shape.centrosome.y + sign * apart * Math.sin(angle),
      },
      radius: shape.visibleRadius(0.032),
      strength: random.within([1.5, 2.2]),
    });
  }
  return pattern;
};

/** One large lump with an uneven outline beside the nucleus. */
export const aggresome: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let lumps = random.integer([9, 14]); lumps > 0; lumps--) {
    const [aside, along] = [random.normal(), random.normal()];
    addSpot(pattern, {
      at: {
        x: shape.centrosome.x + 0.13 * shape.radius * aside,
        y: shape.centrosome.y + 0.13 * shape.radius * along,
      },
      radius: shape.radius * random.within([0.05, 0.08]),
      strength: random.within([0.6, 1]),
    });
  }
  return pattern;
};
