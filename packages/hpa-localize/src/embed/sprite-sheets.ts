import type { CellImage } from '@hpa/data';
import sharp from 'sharp';
import { colorImage } from '../explain/color-image.js';

/** Height and width of a thumbnail in pixels. */
export const THUMBNAIL_SIZE = 96;

/** Thumbnails in a row of a sheet, and rows of a sheet: browsers decode each sheet as a whole. */
export const SHEET_COLUMNS = 16;
const SHEET_TILES = SHEET_COLUMNS ** 2;

/** WebP's quality: at 85 a thumbnail takes about 3 kB. */
const QUALITY = 80;

/**
 * Draws images in color, as small squares in sheets of 16 x 16, in their order, row by row.
 *
 * @param images Loaded one by one, so that no more than a sheet of them is held.
 * @returns The sheets as WebP.
 */
export async function spriteSheets(images: AsyncIterable<CellImage>): Promise<readonly Uint8Array[]> {
  const sheets: Uint8Array[] = [];
  let tiles: Buffer[] = [];
  for await (const image of images) {
    const { height, width } = image;
    tiles.push(
      await sharp(colorImage(image), { raw: { height, width, channels: 3 } })
        .resize(THUMBNAIL_SIZE, THUMBNAIL_SIZE, { fit: 'fill' })
        .raw()
        .toBuffer(),
    );
    if (tiles.length === SHEET_TILES) {
      sheets.push(await sheetOf(tiles));
      tiles = [];
    }
  }
  return tiles.length === 0 ? sheets : [...sheets, await sheetOf(tiles)];
}

function sheetOf(tiles: readonly Buffer[]): Promise<Uint8Array> {
  const rows = Math.ceil(tiles.length / SHEET_COLUMNS);
  const stride = SHEET_COLUMNS * THUMBNAIL_SIZE * 3;
  const pixels = new Uint8Array(rows * THUMBNAIL_SIZE * stride);
  for (const [index, tile] of tiles.entries()) {
    const top = Math.floor(index / SHEET_COLUMNS) * THUMBNAIL_SIZE;
    const left = (index % SHEET_COLUMNS) * THUMBNAIL_SIZE * 3;
    for (let y = 0; y < THUMBNAIL_SIZE; y++) {
      const row = tile.subarray(y * THUMBNAIL_SIZE * 3, (y + 1) * THUMBNAIL_SIZE * 3);
      pixels.set(row, (top + y) * stride + left);
    }
  }
  return sharp(pixels, {
    raw: { height: rows * THUMBNAIL_SIZE, width: SHEET_COLUMNS * THUMBNAIL_SIZE, channels: 3 },
  })
    .webp({ quality: QUALITY })
    .toBuffer();
}
