import { type CellImage, COMPOSITIONS, toModelInput } from '@hpa/data';

/** The share of pixels that may be brighter than white: a few bright specks must not make the rest black. */
const CLIPPED = 0.002;

/**
 * A cell as people look at it: microtubules red, the protein green, the nucleus blue, and the endoplasmic reticulum as
 * half a yellow, each colour stretched to full brightness.
 *
 * @returns red, green and blue in [0, 255], pixel after pixel
 */
export function colorImage(cell: CellImage): Uint8Array {
  const { height, width } = cell;
  const channels = COMPOSITIONS['rgb-half-yellow'];
  const colours = toModelInput(cell, { height, width, channels, normalization: 'none' });
  const whites = [0, 1, 2].map((colour) => {
    const levels = colours.filter((_, i) => i % 3 === colour).sort();
    return Math.max(1, levels[Math.floor((1 - CLIPPED) * (levels.length - 1))]!);
  });
  return Uint8Array.from(colours, (level, i) => Math.min(255, Math.round((255 * level) / whites[i % 3]!)));
}
