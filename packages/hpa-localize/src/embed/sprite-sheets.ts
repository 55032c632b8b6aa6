import type { CellImage } from '@hpa/data';
import sharp from 'sharp';
import { colorImage } from '../explain/color-image.js';

/** Height and width of a thumbnail in pixels. */
export const THUMBNAIL_SIZE = 96;

/** Thumbnails in a row of a sheet, and rows of a sheet: browsers decode each sheet as a whole. */
export const SHEET_COLUMNS = 16;

/** WebP's quality: at 85 a thumbnail takes about 3 kB. */
const QUALITY = 80;

/** How thumbnails are laid out and stored. */
interface SheetOptions {
  /** Height and width of a thumbnail in pixels. */
  readonly size: number;
  /** Thumbnails in a row of a sheet, and rows of a sheet. */
  readonly columns: number;
  readonly format: 'webp' | 'png';
}

/**
 * Draws images in color, as small squares in square sheets, in their order, row by row.
 *
 * @param images Loaded one by one, so that no more than a sheet of them is held.
 */
export async function spriteSheets(
  images: AsyncIterable<CellImage>,
  options: SheetOptions = { size: THUMBNAIL_SIZE, columns: SHEET_COLUMNS, format: 'webp' },
): Promise<readonly Uint8Array[]> {
  const { size, columns } = options;
  const sheets: Uint8Array[] = [];
  let tiles: Buffer[] = [];
  for await (const image of images) {
    const { height, width } = image;
    tiles.push(
      await sharp(colorImage(image), { raw: { height, width, channels: 3 } })
        .resize(size, size, { fit: 'fill' })
        .raw()
        .toBuffer(),
    );
    if (tiles.length === columns ** 2) {
      sheets.push(await sheetOf(tiles, options));
      tiles = [];
    }
  }
  return tiles.length === 0 ? sheets : [...sheets, await sheetOf(tiles, options)];
}

function sheetOf(tiles: readonly Buffer[], { size, columns, format }: SheetOptions): Promise<Uint8Array> {
  const rows = Math.ceil(tiles.length / columns);
  const stride = columns * size * 3;
  const pixels = new Uint8Array(rows * size * stride);
  for (const [index, tile] of tiles.entries()) {
    const top = Math.floor(index / columns) * size;
    const left = (index % columns) * size * 3;
    for (let y = 0; y < size; y++) {
      const row = tile.subarray(y * size * 3, (y + 1) * size * 3);
      pixels.set(row, (top + y) * stride + left);
    }
  }
  const sheet = sharp(pixels, { raw: { height: rows * size, width: columns * size, channels: 3 } });
  return (
    format === 'png' ? sheet.png({ compressionLevel: 9 }) : sheet.webp({ quality: QUALITY })
  ).toBuffer();
}
