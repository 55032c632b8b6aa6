import { LOCATIONS } from '../../labels/locations.js';
import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from '../drawing/cell-shape.js';
import { type Plane, plane } from '../drawing/plane.js';
import * as filaments from './filament-patterns.js';
import * as membranes from './membrane-patterns.js';
import * as nuclear from './nuclear-patterns.js';
import * as perinuclear from './perinuclear-patterns.js';
import type { ProteinPattern } from './protein-pattern.js';
import * as vesicles from './vesicle-patterns.js';

/** By location id. Cytosol alone has nothing beyond the diffuse protein that every cell has. */
const proteinPatterns: readonly ProteinPattern[] = [
  nuclear.nucleoplasm,
  nuclear.nuclearMembrane,
  nuclear.nucleoli,
  nuclear.nucleoliFibrillarCenter,
  nuclear.nuclearSpeckles,
  nuclear.nuclearBodies,
  membranes.endoplasmicReticulum,
  perinuclear.golgiApparatus,
  vesicles.peroxisomes,
  vesicles.endosomes,
  vesicles.lysosomes,
  filaments.intermediateFilaments,
  filaments.actinFilaments,
  filaments.focalAdhesionSites,
  filaments.microtubules,
  filaments.microtubuleEnds,
  filaments.cytokineticBridge,
  filaments.mitoticSpindle,
  perinuclear.microtubuleOrganizingCenter,
  perinuclear.centrosome,
  vesicles.lipidDroplets,
  membranes.plasmaMembrane,
  membranes.cellJunctions,
  vesicles.mitochondria,
  perinuclear.aggresome,
  ({ size }) => plane(size),
  vesicles.cytoplasmicBodies,
  vesicles.rodsAndRings,
];

const CYTOSOL = 25;

/** Options of {@link drawPattern}. */
export interface DrawPatternOptions {
  /** Location ids, at least one. */
  readonly locations: readonly number[];
  /** The stream of each location, so that a location looks the same alone and among others. */
  readonly streamOf: (location: number) => SeededRandom;
}

/** Draws the structures of one location, or of several over each other. */
export function drawPattern(shape: CellShape, { locations, streamOf }: DrawPatternOptions): Plane {
  const planes = locations.map((location) => {
    const draw =
      location === CYTOSOL && locations.length > 1 ? membranes.filledCytosol : proteinPatterns[location]!;
    return draw(shape, { random: streamOf(location) });
  });
  const [first, ...others] = planes as [Plane, ...Plane[]];
  for (const { values } of others) {
    for (const [at, level] of values.entries()) {
      first.values[at]! += level;
    }
  }
  return first;
}

/**
 * Checks that locations can be drawn into one cell.
 *
 * @throws RangeError where there is none, one is repeated, or one is not an id in [0, 27].
 */
export function requireLocations(locations: readonly number[]): void {
  if (locations.length === 0) {
    throw new RangeError('a synthetic cell needs at least one location; received none');
  }
  const unknown = locations.find((id) => LOCATIONS[id] === undefined);
  if (unknown !== undefined) {
    throw new RangeError(
      `location id must be an integer in [0, ${LOCATIONS.length - 1}]; received ${unknown}`,
    );
  }
  const repeated = locations.find((id, index) => locations.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new RangeError(`locations must not repeat an id; received ${repeated} twice in [${locations}]`);
  }
}
