import type { SeededRandom } from '../../seeded-random.js';
import { type Plane, plane } from './plane.js';

/** Draws smooth noise in [0, 1): random values on a lattice, interpolated by smoothstep (Perlin's value noise). */
export function valueNoise(
  random: SeededRandom,
  {
    size,
    knots,
  }: {
    /** Height and width in pixels. */
    readonly size: number;
    /** Random values along each side: few for broad clouds, many for fine grain. */
    readonly knots: number;
  },
): Plane {
  const lattice = Float32Array.from({ length: (knots + 1) ** 2 }, () => random.uniform());
  const steps = Array.from({ length: size }, (_, pixel) => {
    const position = (pixel / size) * knots;
    const knot = Math.floor(position);
    return { knot, weight: smoothstep(position - knot) };
  });
  const noise = plane(size);
  for (const [y, row] of steps.entries()) {
    for (const [x, column] of steps.entries()) {
      const corner = row.knot * (knots + 1) + column.knot;
      const above = mix(lattice[corner]!, lattice[corner + 1]!, column.weight);
      const below = mix(lattice[corner + knots + 1]!, lattice[corner + knots + 2]!, column.weight);
      noise.values[y * size + x] = mix(above, below, row.weight);
    }
  }
  return noise;
}

function smoothstep(t: number): number {
  return t * t * (3 - 2 * t);
}

function mix(from: number, to: number, weight: number): number {
  return from + (to - from) * weight;
}
