import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from '../drawing/cell-shape.js';
import type { Point } from '../drawing/plane.js';

/** Options of {@link cytoplasmPoint}. */
export interface CytoplasmPointOptions {
  readonly random: SeededRandom;
  /** How near to the nucleus points lie: 1 spreads them evenly between nucleus and rim, more draws them inwards. */
  readonly inwards?: number;
}

/** Draws a point between the nucleus and the rim. */
export function cytoplasmPoint(shape: CellShape, { random, inwards = 1 }: CytoplasmPointOptions): Point {
  for (;;) {
    const angle = random.within([0, 2 * Math.PI]);
    const point = shape.pointAroundNucleus({ angle, depth: 1.12 + 1.9 * random.uniform() ** inwards });
    if (shape.depthOf(point) < 0.9) {
      return point;
    }
  }
}
