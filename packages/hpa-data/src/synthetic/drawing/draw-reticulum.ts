import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from './cell-shape.js';
import type { Plane } from './plane.js';
import { softInside } from './soft-inside.js';
import { valueNoise } from './value-noise.js';

/** Draws the endoplasmic reticulum: a net of ridges, dense around the nucleus and thinner towards the rim. */
export function drawReticulum(shape: CellShape, { random }: { readonly random: SeededRandom }): Plane {
  const { size, rim, envelope } = shape;
  const coarse = valueNoise(random, { size, knots: 19 });
  const fine = valueNoise(random, { size, knots: 34 });
  const reach = random.within([0.5, 1.2]);
  const values = rim.values.map((depth, at) => {
    const net = 0.2 + 0.8 * ridge((coarse.values[at]! + fine.values[at]!) / 2);
    const fromNucleus = envelope.values[at]! - 1;
    const density = fromNucleus < 0 ? 0.25 : Math.exp(-fromNucleus / reach);
    const wall = 0.4 * Math.exp(-((fromNucleus / 0.08) ** 2));
    return softInside(depth) * (density * net + wall);
  });
  return { size, values };
}

/** Turns noise into thin ridges along its level one half. */
function ridge(noise: number): number {
  return Math.max(0, 1 - 3 * Math.abs(2 * noise - 1)) ** 0.7;
}
