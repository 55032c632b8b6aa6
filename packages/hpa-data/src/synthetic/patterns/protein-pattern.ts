import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from '../drawing/cell-shape.js';
import type { Plane } from '../drawing/plane.js';

/** Draws the structures of a location, which are added to the diffuse protein of every cell and reach about 1. */
export type ProteinPattern = (shape: CellShape, options: { readonly random: SeededRandom }) => Plane;
