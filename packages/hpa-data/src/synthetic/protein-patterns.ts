import { locationById } from '../locations.js';
import type { SeededRandom } from '../seeded-random.js';
import { addSpot } from './add-spot.js';
import type { CellShape } from './cell-shape.js';
import { type Plane, plane } from './plane.js';

/**
 * Draws what sets a location apart, over the diffuse protein that every cell has; structures reach about 1.
 */
export type ProteinPattern = (shape: CellShape, options: { readonly random: SeededRandom }) => Plane;

/** Patterns by location id: those of the four-class comparison. */
export const proteinPatterns: ReadonlyMap<number, ProteinPattern> = new Map([
  [13, focalAdhesionSites],
  [18, microtubuleOrganizingCenter],
  [25, cytosol],
  [26, cytoplasmicBodies],
]);

/**
 * Checks that a location can be drawn.
 *
 * @throws RangeError naming the locations that can.
 */
export function requirePattern(location: number): void {
  if (!proteinPatterns.has(location)) {
    const known = [...proteinPatterns.keys()].map((id) => `${id} ${locationById(id).name}`).join(', ');
    throw new RangeError(`a synthetic cell's location must be one of ${known}; received ${location}`);
  }
}

/** Short streaks just inside the rim that point towards the centre, where the cell holds on to the ground. */
function focalAdhesionSites(shape: CellShape, { random }: { readonly random: SeededRandom }): Plane {
  const pattern = plane(shape.size);
  for (let left = random.integer([7, 16]); left > 0; left--) {
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
  return pattern;
}

/** One bright spot beside the nucleus, where the microtubules start. */
function microtubuleOrganizingCenter(shape: CellShape, { random }: { readonly random: SeededRandom }): Plane {
  const pattern = plane(shape.size);
  addSpot(pattern, {
    at: shape.centrosome,
    radius: shape.radius * random.within([0.08, 0.13]),
    strength: random.within([0.9, 1.8]),
  });
  return pattern;
}

/** Nothing beyond the diffuse protein. */
function cytosol({ size }: CellShape): Plane {
  return plane(size);
}

/** A few dots anywhere between nucleus and rim. */
function cytoplasmicBodies(shape: CellShape, { random }: { readonly random: SeededRandom }): Plane {
  const pattern = plane(shape.size);
  let left = random.integer([4, 9]);
  for (let tries = 0; left > 0 && tries < 200; tries++) {
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
      left--;
    }
  }
  return pattern;
}
