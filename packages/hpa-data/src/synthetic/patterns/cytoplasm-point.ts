import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from '../drawing/cell-shape.js';
import type { Point } from '../drawing/plane.js';

/** Draws a point between the nucleus and the rim. */
export function cytoplasmPoint(
  shape: CellShape,
  {
    random,
    inwards = 1,
  }: {
    readonly random: SeededRandom;
    /** 1 spreads points evenly between nucleus and rim; larger values move them towards the nucleus. */
    readonly inwards?: number;
  },
): Point {
  for (;;) {
    const angle = random.within([0, 2 * Math.PI]);
    const point = shape.pointAroundNucleus({ angle, depth: 1.12 + 1.9 * random.uniform() ** inwards });
    if (shape.depthOf(point) < 0.9) {
      return point;
    }
  }
}
