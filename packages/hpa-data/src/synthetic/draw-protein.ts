import type { SeededRandom } from '../seeded-random.js';
import type { CellShape } from './drawing/cell-shape.js';
import type { Plane } from './drawing/plane.js';
import { softInside } from './drawing/soft-inside.js';
import { valueNoise } from './drawing/value-noise.js';
import { drawPattern } from './patterns/protein-patterns.js';

/** Options of {@link drawProtein}. */
export interface DrawProteinOptions {
  /** Location ids, at least one. */
  readonly locations: readonly number[];
  /** Decides the diffuse protein and the levels, whatever the location. */
  readonly random: SeededRandom;
  /** Decides the structures of each location. */
  readonly patternRandom: (location: number) => SeededRandom;
}

/**
 * Draws the stained protein: structures by location over diffuse protein and grain, then given grey levels by
 * rank.
 *
 * Every pixel is ranked and takes the level that a curve, drawn without regard to the location, has at that
 * rank. So mean, deviation and all quantiles of this stain say nothing about the location; only the
 * arrangement does.
 *
 * @returns Intensities in [0, 1].
 */
export function drawProtein(
  shape: CellShape,
  { locations, random, patternRandom }: DrawProteinOptions,
): Plane {
  const { size, rim, envelope } = shape;
  const pattern = drawPattern(shape, { locations, streamOf: patternRandom });
  const clouds = valueNoise(random, { size, knots: 7 });
  const inNucleus = random.within([0.3, 0.9]);
  const grain = random.within([0.08, 0.2]);
  const amount = rim.values.map((depth, at) => {
    const nuclear = softInside(envelope.values[at]!);
    const diffuse = (0.5 + 0.4 * clouds.values[at]!) * (1 + nuclear * (inNucleus - 1));
    return softInside(depth) * (diffuse + pattern.values[at]!) + grain * random.normal();
  });
  return { size, values: levelsByRank(amount, drawLevels(shape, random)) };
}

/** Level by rank in [0, 1): the ground, the cell's body, and a bright tail for the topmost few per cent. */
function drawLevels({ rim }: CellShape, random: SeededRandom): (rank: number) => number {
  const outside = rim.values.filter((depth) => depth > 1).length / rim.values.length;
  const body = random.within([0.2, 0.42]);
  const tail = random.within([0.4, 0.7]);
  const tailShare = random.within([0.05, 0.12]);
  return (rank) => {
    if (rank < outside) {
      return 0.25 * body * (rank / outside) ** 3;
    }
    const within = (rank - outside) / (1 - outside);
    return body * (0.25 + 0.75 * within) + tail * Math.max(0, 1 - (1 - within) / tailShare) ** 1.5;
  };
}

function levelsByRank(amounts: Float32Array, levelAt: (rank: number) => number): Float32Array {
  const sorted = amounts.slice().sort();
  return amounts.map((amount) => levelAt(countBelow(sorted, amount) / sorted.length));
}

/** Counts the values below one, by halving the sorted values. */
function countBelow(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
