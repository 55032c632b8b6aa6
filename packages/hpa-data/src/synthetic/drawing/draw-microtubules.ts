import type { SeededRandom } from '../../seeded-random.js';
import { addSpot } from './add-spot.js';
import type { CellShape } from './cell-shape.js';
import { type Plane, plane } from './plane.js';
import { softInside } from './soft-inside.js';

/** Draws microtubules: bent filaments that leave the centrosome in all directions and mostly bypass the nucleus. */
export function drawMicrotubules(shape: CellShape, { random }: { readonly random: SeededRandom }): Plane {
  const { size, rim, envelope } = shape;
  const filaments = plane(size);
  for (let remaining = random.integer([50, 90]); remaining > 0; remaining--) {
    drawFilament(filaments, { shape, random });
  }
  const haze = random.within([0.1, 0.3]);
  const values = filaments.values.map((filament, at) => {
    const cytosol = haze * softInside(rim.values[at]!);
    const overNucleus = 1 - 0.6 * softInside(envelope.values[at]!);
    return (Math.tanh(filament) + cytosol) * overNucleus;
  });
  return { size, values };
}

function drawFilament(
  target: Plane,
  { shape, random }: { readonly shape: CellShape; readonly random: SeededRandom },
): void {
  const width = Math.max(0.4 / shape.size, 0.004);
  const strength = random.within([0.15, 0.4]);
  const length = shape.radius * random.within([0.8, 2]);
  let { x, y } = shape.centrosome;
  let heading = random.within([0, 2 * Math.PI]);
  let bend = 1.5 * random.normal();
  for (let drawn = 0; drawn < length && shape.depthOf({ x, y }) < 0.97; drawn += width) {
    addSpot(target, { at: { x, y }, radius: width, strength });
    x += width * Math.cos(heading);
    y += width * Math.sin(heading);
    bend += 12 * Math.sqrt(width) * random.normal() - 4 * bend * width;
    heading += bend * width;
  }
}
