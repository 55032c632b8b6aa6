import type { ImageStore } from '../batches/image-store.js';
import { CHANNEL_NAMES } from '../image/cell-image.js';
import type { ClassLabel } from '../labels/class-label.js';
import { LOCATIONS } from '../labels/locations.js';
import { requireInteger } from '../require-integer.js';
import type { ChannelFiles, Sample } from '../sample.js';
import { type SeededRandom, seededRandom } from '../seeded-random.js';
import { proportionalSizes } from '../split/proportional-sizes.js';
import { requireLocations } from './patterns/protein-patterns.js';
import { MINIMUM_CELL_SIZE, syntheticCell } from './synthetic-cell.js';

/** Options of {@link syntheticCells}. */
export interface SyntheticCellsOptions {
  /** Location ids to draw, each once, in [0, 27]; see `LOCATIONS`. */
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
  /** Share of the cells, in [0, 1], that have a second location, any other of the classes; 0 by default. */
  readonly mixed?: number;
}

/** A data set that needs no files. */
export interface SyntheticCells {
  /** The samples, in mixed order. */
  readonly samples: readonly Sample[];
  /** The locations drawn, in the order asked for; the labels of the samples index them. */
  readonly classes: readonly ClassLabel[];
  /** Draws the images of the samples, the same ones every time. */
  readonly images: ImageStore;
}

/**
 * Makes up a labelled data set of cells, which are drawn only when they are loaded.
 *
 * @throws RangeError where a class is unknown or repeated, `proportions` or `mixed` do not fit, or `count` leaves a
 * class without a cell.
 */
export function syntheticCells({
  classes,
  count,
  seed,
  size,
  proportions = classes.map((id) => (id === 25 ? 2 : 1)),
  mixed = 0,
}: SyntheticCellsOptions): SyntheticCells {
  requireInteger(count, { name: 'count', minimum: Math.max(1, classes.length) });
  requireInteger(size, { name: 'size', minimum: MINIMUM_CELL_SIZE });
  requireLocations(classes);
  requireMixed(mixed, classes);
  const shares = toShares(proportions, classes);
  const sizes = proportionalSizes(count, shares);
  const inOrder = classes.flatMap((location, index) => new Array<number>(sizes[index]!).fill(location));
  const located = seededRandom(['synthetic cells', seed]).shuffle(inOrder);

  const cells = new Map<string, { readonly location: readonly number[]; readonly seed: number }>();
  const samples = located.map((location, index): Sample => {
    const id = `synthetic-${String(index).padStart(5, '0')}`;
    const cellSeed = seededRandom(['synthetic cells', seed, index]).integer([0, Number.MAX_SAFE_INTEGER]);
    const random = seededRandom(['second', seed, index]);
    const locations = withSecond(location, { classes, mixed, random });
    cells.set(id, { location: locations, seed: cellSeed });
    return { id, labels: locations.map((each) => classes.indexOf(each)), channels: addressesOf(id) };
  });
  return {
    samples,
    classes: classes.map((id) => LOCATIONS[id]!),
    images: {
      height: size,
      width: size,
      image: async ({ id }) => {
        const cell = cells.get(id);
        if (cell === undefined) {
          throw new Error(`${id} is none of these ${count} synthetic cells`);
        }
        return syntheticCell({ ...cell, size });
      },
      close: async () => {},
    },
  };
}

function requireMixed(mixed: number, classes: readonly number[]): void {
  if (!(mixed >= 0 && mixed <= 1)) {
    throw new RangeError(`mixed must be in [0, 1]; received ${mixed}`);
  }
  if (mixed > 0 && classes.length === 1) {
    throw new RangeError(`mixed cells need at least two classes; received [${classes}]`);
  }
}

function withSecond(
  location: number,
  {
    classes,
    mixed,
    random,
  }: { readonly classes: readonly number[]; readonly mixed: number; readonly random: SeededRandom },
): number[] {
  if (random.uniform() >= mixed) {
    return [location];
  }
  const others = classes.filter((id) => id !== location);
  return [location, others[random.integer([0, others.length - 1])]!];
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
  const [microtubules, protein, nucleus, er] = CHANNEL_NAMES.map((name) => `synthetic:${id}/${name}`);
  return { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! };
}
