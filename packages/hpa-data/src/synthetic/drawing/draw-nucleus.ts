import type { SeededRandom } from '../../seeded-random.js';
import { addSpot } from './add-spot.js';
import type { CellShape } from './cell-shape.js';
import { type Plane, plane } from './plane.js';
import { softInside } from './soft-inside.js';
import { valueNoise } from './value-noise.js';

/** Draws stained DNA: an unevenly filled nucleus with a few darker nucleoli. */
export function drawNucleus(shape: CellShape, { random }: { readonly random: SeededRandom }): Plane {
  const { size, envelope } = shape;
  const chromatin = valueNoise(random, { size, knots: 28 });
  const nucleoli = plane(size);
  for (let remaining = random.integer([1, 4]); remaining > 0; remaining--) {
    addSpot(nucleoli, {
      at: shape.pointAroundNucleus({
        angle: random.within([0, 2 * Math.PI]),
        depth: random.within([0, 0.65]),
      }),
      radius: shape.radius * random.within([0.04, 0.08]),
      strength: random.within([0.3, 0.7]),
    });
  }
  const values = envelope.values.map(
    (depth, at) =>
      softInside(depth) * (0.65 + 0.35 * chromatin.values[at]!) * Math.max(0.2, 1 - nucleoli.values[at]!),
  );
  return { size, values };
}
