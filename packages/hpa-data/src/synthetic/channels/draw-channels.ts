import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from '../drawing/cell-shape.js';
import { drawMicrotubules } from '../drawing/draw-microtubules.js';
import { drawNucleus } from '../drawing/draw-nucleus.js';
import { drawReticulum } from '../drawing/draw-reticulum.js';
import type { Plane } from '../drawing/plane.js';
import { drawProtein } from './draw-protein.js';

/** Draws the four channels of one cell, in the order of `CHANNEL_NAMES`, each from a random stream of its own. */
export function drawChannels(
  shape: CellShape,
  {
    locations,
    streamOf,
  }: { readonly locations: readonly number[]; readonly streamOf: (name: string) => SeededRandom },
): readonly Plane[] {
  return [
    drawMicrotubules(shape, { random: streamOf('microtubules') }),
    drawProtein(shape, {
      locations,
      random: streamOf('protein'),
      patternRandom: (id) => streamOf(`pattern ${id}`),
    }),
    drawNucleus(shape, { random: streamOf('nucleus') }),
    drawReticulum(shape, { random: streamOf('er') }),
  ];
}
