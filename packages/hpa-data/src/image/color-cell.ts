import type { CellImage, ChannelName } from './cell-image.js';
import { listChannels } from './list-channels.js';

/** How much red, green and blue shows a channel. */
type Color = readonly [red: number, green: number, blue: number];

const ATLAS_COLORS: ReadonlyMap<ChannelName, Color> = new Map([
  ['microtubules', [1, 0, 0]],
  ['protein', [0, 1, 0]],
  ['nucleus', [0, 0, 1]],
  ['er', [1, 1, 0]],
]);

/** Magenta, cyan, white, orange, violet, lime, rose and azure. */
const OTHER_COLORS: readonly Color[] = [
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
  [1, 0.5, 0],
  [0.5, 0, 1],
  [0.5, 1, 0],
  [1, 0, 0.5],
  [0, 0.5, 1],
];

/**
 * Colors an image as the Human Protein Atlas shows it: microtubules red, protein green, nucleus blue and endoplasmic
 * reticulum yellow, added up. Other channels are magenta, cyan, white, orange, violet, lime, rose and azure, in their order.
 *
 * @returns RGB levels in [0, 255], [height, width, 3] interleaved; sums stop at 255.
 *
 * @example
 * import { colorCell } from '@hpa/data';
 * colorCell({ height: 1, width: 1, data: Uint8Array.of(10, 250, 30, 20) }); // [30, 255, 30]
 */
export function colorCell(image: CellImage): Uint8Array {
  const { height, width, data } = image;
  const names = listChannels(image);
  const others = names.filter((name) => !ATLAS_COLORS.has(name));
  const colors = names.map((name) => ATLAS_COLORS.get(name) ?? OTHER_COLORS[others.indexOf(name)]!);
  const rgb = new Uint8Array(height * width * 3);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let component = 0; component < 3; component++) {
      let sum = 0;
      for (let channel = 0; channel < names.length; channel++) {
        sum += data[pixel * names.length + channel]! * colors[channel]![component]!;
      }
      rgb[pixel * 3 + component] = Math.min(255, sum);
    }
  }
  return rgb;
}
