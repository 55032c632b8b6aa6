import { type CellImage, CHANNEL_NAMES } from '../image/cell-image.js';

/** A set of 1,024 yes-or-no features of an image, as 32 words of bits. */
export type Fingerprint = Uint32Array;

/** Cells of the coarse grid along each side. */
const gridSize = 16;

/**
 * Grey levels by which a neighbour must be brighter to count; noise on a black ground stays below once
 * averaged over a grid cell.
 */
const leastRise = 4;

/** Stains that tell cells apart: what the antibody shows, and the nucleus. */
const fingerprinted = [CHANNEL_NAMES.indexOf('protein'), CHANNEL_NAMES.indexOf('nucleus')];

/**
 * Describes how an image looks from afar, so that a copy is recognized after noise, re-encoding or resizing.
 *
 * Protein and nucleus are averaged over a 17x17 grid; a bit is set where the cell to the right, or the one
 * below, is brighter by more than 4 grey levels. This is a difference hash with a dead zone, as most of a
 * cut-out cell's frame is black.
 *
 * @throws RangeError where the image is smaller than 17x17 pixels.
 */
export function fingerprintCell(image: CellImage): Fingerprint {
  if (image.height <= gridSize || image.width <= gridSize) {
    throw new RangeError(
      `a fingerprint needs at least ${gridSize + 1}x${gridSize + 1} pixels; received ${image.height}x${image.width}`,
    );
  }
  const words = new Uint32Array((fingerprinted.length * gridSize * gridSize * 2) / 32);
  let bit = 0;
  const push = (rise: number) => {
    if (rise > leastRise) {
      words[bit >> 5]! |= 1 << (bit & 31);
    }
    bit++;
  };
  for (const channel of fingerprinted) {
    const means = gridMeans(image, channel);
    for (let row = 0; row < gridSize; row++) {
      for (let column = 0; column < gridSize; column++) {
        const at = row * (gridSize + 1) + column;
        push(means[at + 1]! - means[at]!);
        push(means[at + gridSize + 1]! - means[at]!);
      }
    }
  }
  return words;
}

/** Means of one channel over a grid of (gridSize + 1) squared, each pixel in one grid cell. */
function gridMeans({ height, width, data }: CellImage, channel: number): Float64Array {
  const side = gridSize + 1;
  const sums = new Float64Array(side * side);
  const counts = new Float64Array(side * side);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x++) {
      const at = row + Math.floor((x * side) / width);
      sums[at]! += data[(y * width + x) * 4 + channel]!;
      counts[at]!++;
    }
  }
  return sums.map((sum, at) => sum / counts[at]!);
}
