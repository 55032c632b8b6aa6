import type { CellImage } from '../image/cell-image.js';
import { listChannels } from '../image/list-channels.js';

/** A set of 1,024 binary features of an image, as 32 words of bits; half as many of an image of one channel. */
export type Fingerprint = Uint32Array;

/** Cells along each side of the coarse grid. */
const GRID_SIZE = 16;

/**
 * Gray levels by which a neighbor must be brighter to count. Noise on a black background stays below this after
 * averaging over a grid cell.
 */
const MINIMUM_RISE = 4;

/** The channels that tell cells apart: what the antibody stains, and the nucleus. */
const FINGERPRINTED: readonly string[] = ['protein', 'nucleus'];

/**
 * Describes the coarse appearance of an image, so that a copy is recognized after noise, re-encoding or resizing.
 *
 * Protein and nucleus are averaged over a 17x17 grid. A bit is set if the grid cell to the right, or the one below, is
 * brighter by more than 4 gray levels. This is a difference hash with a dead zone, because most of the frame of a
 * cut-out cell is black. An image that lacks protein or nucleus is described by its first channels instead.
 *
 * @throws RangeError if the image is smaller than 17x17 pixels.
 */
export function fingerprintCell(image: CellImage): Fingerprint {
  if (image.height <= GRID_SIZE || image.width <= GRID_SIZE) {
    throw new RangeError(
      `image must be at least ${GRID_SIZE + 1}x${GRID_SIZE + 1} pixels to be fingerprinted; received ${image.height}x${image.width}`,
    );
  }
  const channels = fingerprintedChannels(image);
  const words = new Uint32Array((channels.length * GRID_SIZE * GRID_SIZE * 2) / 32);
  let bit = 0;
  const push = (rise: number) => {
    if (rise > MINIMUM_RISE) {
      words[bit >> 5]! |= 1 << (bit & 31);
    }
    bit++;
  };
  for (const channel of channels) {
    const means = gridMeans(image, channel);
    for (let row = 0; row < GRID_SIZE; row++) {
      for (let column = 0; column < GRID_SIZE; column++) {
        const at = row * (GRID_SIZE + 1) + column;
        push(means[at + 1]! - means[at]!);
        push(means[at + GRID_SIZE + 1]! - means[at]!);
      }
    }
  }
  return words;
}

/** The positions of the channels that are described: two, or the only one. */
function fingerprintedChannels(image: CellImage): number[] {
  const names = listChannels(image);
  const present = FINGERPRINTED.filter((name) => names.includes(name));
  const others = names.filter((name) => !present.includes(name));
  return [...present, ...others].slice(0, FINGERPRINTED.length).map((name) => names.indexOf(name));
}

/** Means of one channel over a grid of GRID_SIZE + 1 cells per side; each pixel belongs to one cell. */
function gridMeans(image: CellImage, channel: number): Float64Array {
  const { height, width, data } = image;
  const count = listChannels(image).length;
  const side = GRID_SIZE + 1;
  const sums = new Float64Array(side * side);
  const counts = new Float64Array(side * side);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x++) {
      const at = row + Math.floor((x * side) / width);
      sums[at]! += data[(y * width + x) * count + channel]!;
      counts[at]!++;
    }
  }
  return sums.map((sum, at) => sum / counts[at]!);
}
