import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from '../drawing/cell-shape.js';
import type { Plane } from '../drawing/plane.js';

/**
 * Draws what sets a location apart, over the diffuse protein that every cell has; structures reach about 1.
 */
export type ProteinPattern = (shape: CellShape, options: { readonly random: SeededRandom }) => Plane;
