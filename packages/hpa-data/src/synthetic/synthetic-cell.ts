import type { CellImage } from '../image/cell-image.js';
import { requireInteger } from '../require-integer.js';
import { requireSeed } from '../require-seed.js';
import { drawCell, MINIMUM_CELL_SIZE } from './draw-cell.js';
import { requireLocations } from './require-locations.js';

/**
 * Draws one plausible cell in four channels. A seed gives the same cell at every location, except for its protein.
 *
 * Nothing in it is measured: use it for tests, demonstrations and runs without data, not for science.
 *
 * @throws RangeError if a location is unknown or repeated, the seed is not an integer in [0, 2^32), or the size is below
 * 32.
 * @example
 * import { syntheticCell } from '@hpa/data';
 * const { height, width, data } = syntheticCell({ location: 25, seed: 1, size: 64 });
 * [height, width, data.length]; // [64,64,16384]
 */
export function syntheticCell({
  location,
  seed,
  size,
}: {
  /** Where the protein is: the id of one of the `LOCATIONS`, or several distinct ones. */
  readonly location: number | readonly number[];
  /** Seed of everything that varies, an integer in [0, 2^32). */
  readonly seed: number;
  /** Height and width in pixels, at least 32. */
  readonly size: number;
}): CellImage {
  return drawCell({
    locations: requireLocations(typeof location === 'number' ? [location] : location),
    seed: requireSeed(seed),
    size: requireInteger(size, { name: 'size', minimum: MINIMUM_CELL_SIZE }),
  });
}
