import type { CellImage } from '../../src/index.js';

/** Makes an image from a function that gives each gray level. */
export function makeImage(
  [height, width]: readonly [height: number, width: number],
  levelAt: (at: { readonly y: number; readonly x: number; readonly channel: number }) => number,
): CellImage {
  const data = Uint8Array.from({ length: height * width * 4 }, (_, index) => {
    const pixel = Math.floor(index / 4);
    return levelAt({ y: Math.floor(pixel / width), x: pixel % width, channel: index % 4 });
  });
  return { height, width, data };
}
