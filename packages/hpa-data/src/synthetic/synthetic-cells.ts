import type { ImageStore } from '../batches/image-store.js';
import { CHANNEL_NAMES } from '../image/cell-image.js';
import type { ClassLabel } from '../labels/class-label.js';
import { LOCATIONS } from '../labels/locations.js';
import { requireInteger } from '../require-integer.js';
import { requireSeed } from '../require-seed.js';
import type { ChannelFiles, Sample } from '../sample.js';
import { type SeededRandom, seededRandom } from '../seeded-random.js';
import { proportionalSizes } from '../split/proportional-sizes.js';
import { drawCell, MINIMUM_CELL_SIZE } from './draw-cell.js';
import { requireLocations } from './require-locations.js';

/** The majority class of real data. */
const CYTOSOL = 25;

/**
 * Generates a labeled dataset of synthetic cells, which are drawn when they are loaded. It needs no files.
 *
 * @throws RangeError if a class is unknown or repeated, `seed`, `size`, `proportions` or `mixed` is out of its range, or
 * `count` leaves a class without a cell.
 * @example
 * import { syntheticCells } from '@hpa/data';
 * const { samples, classes } = syntheticCells({ classes: [25, 2], count: 100, seed: 1, size: 64 });
 * classes[samples[0].labels[0]].name; // "Nucleoli"
 */
export function syntheticCells({
  classes,
  count,
  seed,
  size,
  proportions = classes.map((id) => (id === CYTOSOL ? 2 : 1)),
  mixed = 0,
}: {
  /** Distinct ids of the `LOCATIONS` to draw. */
  readonly classes: readonly number[];
  /** Number of cells, at least one per class. */
  readonly count: number;
  /** Seed of everything that varies, an integer in [0, 2^32). */
  readonly seed: number;
  /** Height and width in pixels, at least 32. */
  readonly size: number;
  /** Relative frequency of each class, positive. Default: 2 for Cytosol (25), the majority in real data, otherwise 1. */
  readonly proportions?: readonly number[];
  /** Share of the cells, in [0, 1], with a second location, any other of the classes. Default: 0. */
  readonly mixed?: number;
}): {
  /** The samples, shuffled; their labels index `classes`. */
  readonly samples: readonly Sample[];
  /** The classes in the order given. */
  readonly classes: readonly ClassLabel[];
  /** Draws the images of the samples, the same ones every time. */
  readonly images: ImageStore;
} {
  requireInteger(count, { name: 'count', minimum: Math.max(1, classes.length) });
  requireInteger(size, { name: 'size', minimum: MINIMUM_CELL_SIZE });
  requireSeed(seed);
  requireLocations(classes);
  requireMixed(mixed, classes);
  const sizes = proportionalSizes(count, toShares(proportions, classes));
  const inOrder = classes.flatMap((location, index) => new Array<number>(sizes[index]!).fill(location));
  const shuffled = seededRandom(['synthetic cells', seed]).shuffle(inOrder);

  const cells = new Map<string, { readonly locations: readonly number[]; readonly seed: number }>();
  const samples = shuffled.map((location, index): Sample => {
    const id = `synthetic-${String(index).padStart(5, '0')}`;
    const cellSeed = seededRandom(['synthetic cells', seed, index]).integer([0, Number.MAX_SAFE_INTEGER]);
    const random = seededRandom(['second', seed, index]);
    const locations = withSecond(location, { classes, mixed, random });
    cells.set(id, { locations, seed: cellSeed });
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
          throw new Error(`sample must be one of these ${count} synthetic cells; received ${id}`);
        }
        return drawCell({ ...cell, size });
      },
      close: async () => {},
    },
  };
}

function requireMixed(mixed: number, classes: readonly number[]): number {
  if (!(mixed >= 0 && mixed <= 1)) {
    throw new RangeError(`mixed must be in [0, 1]; received ${mixed}`);
  }
  if (mixed > 0 && classes.length === 1) {
    throw new RangeError(`classes must hold at least two ids if cells are mixed; received [${classes}]`);
  }
  return mixed;
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
      `proportions must be ${classes.length} positive numbers, one per class; received [${proportions}]`,
    );
  }
  const sum = proportions.reduce((total, share) => total + share, 0);
  return proportions.map((share) => share / sum);
}

function addressesOf(id: string): ChannelFiles {
  const [microtubules, protein, nucleus, er] = CHANNEL_NAMES.map((name) => `synthetic:${id}/${name}`);
  return { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! };
}
