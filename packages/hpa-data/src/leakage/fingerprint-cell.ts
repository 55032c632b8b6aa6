import type { CellImage } from '../image/cell-image.js';
import { listChannels } from '../image/list-channels.js';

/** A set of 2,176 binary features of an image, as 68 words of bits; half as many of an image of one channel. */
export type Fingerprint = Uint32Array;

/** Cells along each side of the coarse grid. */
export const GRID_SIDE = 17;
/** Pairs of neighbors in the rows of the grid, and as many in its columns. */
export const GRID_PAIRS: number = GRID_SIDE * (GRID_SIDE - 1);
/** The directions in which one of a pair can be brighter: rightward, leftward, downward, upward. */
export const DIRECTIONS = 4;
/** Words of bits of a channel. */
export const CHANNEL_WORDS: number = (DIRECTIONS * GRID_PAIRS) / 32;

/**
 * Gray levels by which a neighbor must be brighter to count. Noise on a black background stays below this after
 * averaging over a grid cell.
 */
const MINIMUM_RISE = 4;

/** The channels that tell cells apart: what the antibody stains, and the nucleus. */
const FINGERPRINTED: readonly string[] = ['protein', 'nucleus'];

/**
 * Describes the coarse appearance of an image, so that a copy is recognized after noise, re-encoding, resizing, turning or mirroring.
 *
 * Protein and nucleus are averaged over a 17x17 grid. A bit is set for each step from a grid cell to one of its neighbors that is
 * brighter by more than 4 gray levels: first the steps rightward, then leftward, downward and upward, each in the order of rows. This is a difference
 * hash with a dead zone, because most of the frame of a cut-out cell is black. Turning the image moves the bits (`turnFingerprint`). An image that
 * lacks protein or nucleus is described by its first channels instead.
 *
 * @throws RangeError if the image is smaller than 17x17 pixels.
 */
export function fingerprintCell(image: CellImage): Fingerprint {
  if (image.height < GRID_SIDE || image.width < GRID_SIDE) {
    throw new RangeError(
      `image must be at least ${GRID_SIDE}x${GRID_SIDE} pixels to be fingerprinted; received ${image.height}x${image.width}`,
    );
  }
  const channels = fingerprintedChannels(image);
  const words = new Uint32Array(channels.length * CHANNEL_WORDS);
  let start = 0;
  const compare = (rise: number, pair: number, directions: readonly [forward: number, backward: number]) => {
    if (Math.abs(rise) > MINIMUM_RISE) {
      const bit = start + directions[rise > 0 ? 0 : 1] * GRID_PAIRS + pair;
      words[bit >> 5]! |= 1 << (bit & 31);
    }
  };
  for (const channel of channels) {
    const means = gridMeans(image, channel);
    for (let pair = 0; pair < GRID_PAIRS; pair++) {
      const left = pair + Math.floor(pair / (GRID_SIDE - 1));
      compare(means[left + 1]! - means[left]!, pair, [0, 1]);
      compare(means[pair + GRID_SIDE]! - means[pair]!, pair, [2, 3]);
    }
    start += DIRECTIONS * GRID_PAIRS;
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

/** Means of one channel over the grid; each pixel belongs to the cell of its center, so that a mirrored image has mirrored means. */
function gridMeans(image: CellImage, channel: number): Float64Array {
  const { height, width, data } = image;
  const count = listChannels(image).length;
  const sums = new Float64Array(GRID_SIDE * GRID_SIDE);
  const counts = new Float64Array(GRID_SIDE * GRID_SIDE);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * GRID_SIDE) / height) * GRID_SIDE;
    for (let x = 0; x < width; x++) {
      const at = row + Math.floor(((x + 0.5) * GRID_SIDE) / width);
      sums[at]! += data[(y * width + x) * count + channel]!;
      counts[at]!++;
    }
  }
  return sums.map((sum, at) => sum / counts[at]!);
}
