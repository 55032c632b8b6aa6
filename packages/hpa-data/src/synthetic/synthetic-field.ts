import type { CellImage } from '../image/cell-image.js';
import { requireInteger } from '../require-integer.js';
import { requireSeed } from '../require-seed.js';
import { drawField } from './field/draw-field.js';
import { requireLocations } from './require-locations.js';

/** Mean diameter of a cell in pixels below which its structures merge. */
const MINIMUM_DIAMETER = 16;

/**
 * Draws a field of view with many cells in four channels, and says whose each pixel is. Some cells touch or press on each
 * other, some are cut by the edge; the middle of every nucleus is in the field.
 *
 * Nothing in it is measured: use it for tests, demonstrations and runs without data, not for science.
 *
 * @throws RangeError if a location is unknown or repeated, the seed is not an integer in [0, 2^32), a size or number is
 * below 1, `crowding` is not positive, cells would be smaller than 16 pixels, or the field has no room for them.
 * @example
 * import { syntheticField } from '@hpa/data';
 * const { image, mask } = syntheticField({ height: 96, width: 128, cells: 5, location: 25, seed: 1 });
 * [image.data.length, mask.length, new Set(mask).size]; // [49152,12288,6]
 */
export function syntheticField({
  height,
  width,
  cells,
  location,
  seed,
  crowding = 0.7,
}: {
  /** Height in pixels. */
  readonly height: number;
  /** Width in pixels. */
  readonly width: number;
  /** Number of cells. Their size follows from it and from `crowding`. */
  readonly cells: number;
  /** Where the protein of all cells is: the id of one of the `LOCATIONS`, or several distinct ones. */
  readonly location: number | readonly number[];
  /** Seed of everything that varies, an integer in [0, 2^32). */
  readonly seed: number;
  /** Area of all cells, if each had a place to itself, as a share of the field; from 1 on, most cells touch. Default: 0.7. */
  readonly crowding?: number;
}): {
  /** The field, four channels. */
  readonly image: CellImage;
  /** The number of the cell of each pixel, from 1; 0 is the background. Pixel (y, x) is at `y * width + x`. */
  readonly mask: Int32Array<ArrayBuffer>;
  /** The same for the nuclei alone. */
  readonly nuclei: Int32Array<ArrayBuffer>;
} {
  requireInteger(height, { name: 'height', minimum: 1 });
  requireInteger(width, { name: 'width', minimum: 1 });
  requireInteger(cells, { name: 'cells', minimum: 1 });
  if (!(crowding > 0 && crowding < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`crowding must be a positive number; received ${crowding}`);
  }
  const diameter = Math.sqrt((4 / Math.PI) * crowding * ((height * width) / cells));
  if (diameter < MINIMUM_DIAMETER) {
    throw new RangeError(
      `cells must be at least ${MINIMUM_DIAMETER} pixels across; ${cells} in a field of ${height} x ${width} with a crowding of ${crowding} are ${diameter.toFixed(1)}`,
    );
  }
  return drawField({
    height,
    width,
    cells,
    diameter,
    locations: requireLocations(typeof location === 'number' ? [location] : location),
    seed: requireSeed(seed),
  });
}
