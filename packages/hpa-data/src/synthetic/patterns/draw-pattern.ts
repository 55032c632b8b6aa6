import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from '../drawing/cell-shape.js';
import { type Plane, plane } from '../drawing/plane.js';
import * as filaments from './filament-patterns.js';
import * as membranes from './membrane-patterns.js';
import * as nuclear from './nuclear-patterns.js';
import * as perinuclear from './perinuclear-patterns.js';
import type { ProteinPattern } from './protein-pattern.js';
import * as vesicles from './vesicle-patterns.js';

/** By location id. Cytosol alone adds nothing to the diffuse protein of every cell. */
const PROTEIN_PATTERNS: readonly ProteinPattern[] = [
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

/**
 * Draws the structures of one location, or of several on top of each other.
 *
 * Each location has a stream of its own, so that it looks the same alone and among others.
 */
export function drawPattern(
  shape: CellShape,
  {
    locations,
    streamOf,
  }: { readonly locations: readonly number[]; readonly streamOf: (location: number) => SeededRandom },
): Plane {
  const planes = locations.map((location) => {
    const draw =
      location === CYTOSOL && locations.length > 1 ? membranes.filledCytosol : PROTEIN_PATTERNS[location]!;
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
