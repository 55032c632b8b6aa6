import { channelNames } from '../cell-image.js';
import type { ImageLoader } from '../load-images.js';
import { proportionalSizes } from '../proportional-sizes.js';
import { requireInteger } from '../require-integer.js';
import type { ChannelFiles, Sample } from '../sample.js';
import { seededRandom } from '../seeded-random.js';
import { requirePattern } from './protein-patterns.js';
import { leastCellSize, syntheticCell } from './synthetic-cell.js';

/** Options of {@link syntheticCells}. */
export interface SyntheticCellsOptions {
  /** Location ids to draw, each once: any of 13, 18, 25 and 26. */
  readonly classes: readonly number[];
  /** Cells in all. */
  readonly count: number;
  /** Seed of everything that varies. */
  readonly seed: number;
  /** Height and width in pixels, at least 32. */
  readonly size: number;
  /**
   * Relative frequency of each class; by default 2 for 25 Cytosol, the majority in real data, and 1 for the
   * others.
   */
  readonly proportions?: readonly number[];
}

/** A data set that needs no files. */
export interface SyntheticCells {
  /** Labelled by location id, as a manifest would be, in mixed order. */
  readonly samples: readonly Sample[];
  /** Draws the image of one of the samples, the same one every time. */
  readonly load: ImageLoader;
}

/**
 * Makes up a labelled data set of cells, which are drawn only when they are loaded.
 *
 * @throws RangeError where a class has no pattern or is repeated, `proportions` do not fit, or `count` leaves
 * a class without a cell.
 */
export function syntheticCells({
  classes,
  count,
  seed,
  size,
  proportions = classes.map((id) => (id === 25 ? 2 : 1)),
}: SyntheticCellsOptions): SyntheticCells {
  requireInteger(count, { name: 'count', least: Math.max(1, classes.length) });
  requireInteger(size, { name: 'size', least: leastCellSize });
  requireClasses(classes);
  const shares = toShares(proportions, classes);
  const sizes = proportionalSizes(count, shares);
  const inOrder = classes.flatMap((location, index) => new Array<number>(sizes[index]!).fill(location));
  const located = seededRandom(['synthetic cells', seed]).shuffle(inOrder);

  const cells = new Map<string, { readonly location: number; readonly seed: number }>();
  const samples = located.map((location, index): Sample => {
    const id = `synthetic-${String(index).padStart(5, '0')}`;
    const cellSeed = seededRandom(['synthetic cells', seed, index]).integer([0, Number.MAX_SAFE_INTEGER]);
    cells.set(id, { location, seed: cellSeed });
    return { id, labels: [location], channels: addressesOf(id) };
  });
  return {
    samples,
    load: ({ id }) => {
      const cell = cells.get(id);
      if (cell === undefined) {
        throw new Error(`${id} is none of these ${count} synthetic cells`);
      }
      return syntheticCell({ ...cell, size });
    },
  };
}

function requireClasses(classes: readonly number[]): void {
  if (classes.length === 0) {
    throw new RangeError('classes must name at least one location id; received none');
  }
  classes.forEach(requirePattern);
  const repeated = classes.find((id, index) => classes.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new RangeError(`classes must not repeat an id; received ${repeated} twice in [${classes}]`);
  }
}

function toShares(proportions: readonly number[], classes: readonly number[]): number[] {
  if (proportions.length !== classes.length || !proportions.every((share) => share > 0 && share < Infinity)) {
    throw new RangeError(
      `proportions must be ${classes.length} positive numbers, one for each class; received [${proportions}]`,
    );
  }
  const sum = proportions.reduce((total, share) => total + share, 0);
  return proportions.map((share) => share / sum);
}

function addressesOf(id: string): ChannelFiles {
  const [microtubules, protein, nucleus, er] = channelNames.map((name) => `synthetic:${id}/${name}`);
  return { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! };
}
