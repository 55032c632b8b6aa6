import { type CellImage, COMPOSITIONS, colorCell, toModelInput } from '@hpa/data';

/** Share of the pixels that may be brighter than white, so that a few bright specks do not make the rest black. */
const CLIPPED_SHARE = 0.002;

/**
 * Colors a cell for people: microtubules red, the protein green, the nucleus blue and the endoplasmic reticulum half
 * yellow, each color stretched to full brightness. Images of other channels are colored as `colorCell` does.
 *
 * @returns Red, green and blue in [0, 255], pixel by pixel.
 */
export function colorImage(cell: CellImage): Uint8Array {
  const { height, width } = cell;
  const channels = COMPOSITIONS['rgb-half-yellow'];
  const colors =
    cell.channels === undefined
      ? toModelInput(cell, { height, width, channels, normalization: 'none' })
      : colorCell(cell);
  const whites = [0, 1, 2].map((color) => {
    const levels = colors.filter((_, i) => i % 3 === color).sort();
    return Math.max(1, levels[Math.floor((1 - CLIPPED_SHARE) * (levels.length - 1))]!);
  });
  return Uint8Array.from(colors, (level, i) => Math.min(255, Math.round((255 * level) / whites[i % 3]!)));
}
