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

/** Locations of one cell at most; more are too crowded to tell apart. */
const MAXIMUM_LOCATIONS = 3;

/**
 * Generates a labeled dataset of synthetic cells, which are drawn when they are loaded. It needs no files.
 *
 * @throws RangeError if a class is unknown or repeated, `seed`, `size`, `proportions` or `locationsPerCell` is out of its range, or
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
  locationsPerCell = [1],
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
  /**
   * Relative frequencies of cells with 1, 2 and 3 locations, such as [5, 4, 1]; the further locations of a cell are drawn by
   * `proportions`. Default: [1], one location each.
   */
  readonly locationsPerCell?: readonly number[];
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
  requireLocationsPerCell(locationsPerCell, classes);
  const sizes = proportionalSizes(count, toShares(proportions, classes));
  const inOrder = classes.flatMap((location, index) => new Array<number>(sizes[index]!).fill(location));
  const shuffled = seededRandom(['synthetic cells', seed]).shuffle(inOrder);

  const locationCounts = drawLocationCounts(count, { locationsPerCell, seed });

  const cells = new Map<string, { readonly locations: readonly number[]; readonly seed: number }>();
  const samples = shuffled.map((location, index): Sample => {
    const id = `synthetic-${String(index).padStart(5, '0')}`;
    const cellSeed = seededRandom(['synthetic cells', seed, index]).integer([0, Number.MAX_SAFE_INTEGER]);
    const labels = withOthers(classes.indexOf(location), {
      count: locationCounts[index]!,
      proportions,
      random: seededRandom(['further locations', seed, index]),
    });
    cells.set(id, { locations: labels.map((label) => classes[label]!), seed: cellSeed });
    return { id, labels, channels: addressesOf(id) };
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

function requireLocationsPerCell(frequencies: readonly number[], classes: readonly number[]): void {
  const fit =
    frequencies.length >= 1 &&
    frequencies.length <= MAXIMUM_LOCATIONS &&
    frequencies.every((frequency) => frequency >= 0 && frequency < Number.POSITIVE_INFINITY) &&
    frequencies.some((frequency) => frequency > 0);
  if (!fit) {
    throw new RangeError(
      `locationsPerCell must be 1 to ${MAXIMUM_LOCATIONS} numbers >= 0, not all 0; received [${frequencies}]`,
    );
  }
  const maximum = Math.max(...frequencies.map((frequency, index) => (frequency > 0 ? index + 1 : 0)));
  if (maximum > classes.length) {
    throw new RangeError(
      `classes must hold at least ${maximum} ids for cells with ${maximum} locations; received [${classes}]`,
    );
  }
}

/** Draws how many locations each cell has; every number of them comes as often as its frequency says, to within one cell. */
function drawLocationCounts(
  count: number,
  { locationsPerCell, seed }: { readonly locationsPerCell: readonly number[]; readonly seed: number },
): readonly number[] {
  const sum = locationsPerCell.reduce((total, frequency) => total + frequency, 0);
  const countAt = (quantile: number): number => {
    let end = 0;
    const found = locationsPerCell.findIndex((frequency) => {
      end += frequency;
      return quantile * sum < end;
    });
    return found + 1;
  };
  const inOrder = Array.from({ length: count }, (_, index) => countAt((index + 0.5) / count));
  return seededRandom(['locations per cell', seed]).shuffle(inOrder);
}

/** Draws further labels without repetition, by their proportions; returns all in ascending order. */
function withOthers(
  first: number,
  {
    count,
    proportions,
    random,
  }: { readonly count: number; readonly proportions: readonly number[]; readonly random: SeededRandom },
): number[] {
  const labels = [first];
  while (labels.length < count) {
    const others = [...proportions.keys()].filter((label) => !labels.includes(label));
    let rest = random.uniform() * others.reduce((sum, label) => sum + proportions[label]!, 0);
    const drawn = others.find((label) => {
      rest -= proportions[label]!;
      return rest < 0;
    });
    labels.push(drawn ?? others.at(-1)!);
  }
  return labels.sort((a, b) => a - b);
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
