import type { SeededRandom } from '../../seeded-random.js';
import type { CellShape } from '../drawing/cell-shape.js';
import type { Plane } from '../drawing/plane.js';
import { softInside } from '../drawing/soft-inside.js';
import { valueNoise } from '../drawing/value-noise.js';
import { drawPattern } from '../patterns/draw-pattern.js';

/**
 * Draws the stained protein: the structures of the locations over diffuse protein and grain, with gray levels assigned by
 * rank.
 *
 * Every pixel is ranked and takes the level that a curve has at that rank. The curve does not depend on the location, so
 * the mean, standard deviation and quantiles of this channel carry no information about it; only the arrangement does.
 *
 * @returns Intensities in [0, 1].
 */
export function drawProtein(
  shape: CellShape,
  {
    locations,
    random,
    patternRandom,
  }: {
    /** Location ids, at least one. */
    readonly locations: readonly number[];
    /** Decides the diffuse protein and the levels, independently of the locations. */
    readonly random: SeededRandom;
    /** Decides the structures of each location. */
    readonly patternRandom: (location: number) => SeededRandom;
  },
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

/** Level by rank in [0, 1): the background, the body of the cell, and a bright tail for the top few per cent. */
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

/** Counts the sorted values below a value, by binary search. */
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
