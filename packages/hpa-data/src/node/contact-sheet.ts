import sharp, { type OverlayOptions } from 'sharp';
import type { CellImage } from '../image/cell-image.js';
import { colourCell } from '../image/colour-cell.js';
import { requireInteger } from '../require-integer.js';
import { escapeMarkup } from './escape-markup.js';

/** One picture of a contact sheet. */
export interface ContactTile {
  /** Shown in colour, stretched to a square. */
  readonly image: CellImage;
  /** What is written below it. */
  readonly caption: string;
}

/** Pictures that belong together, such as the examples of a class. */
export interface ContactSection {
  /** What is written above them. */
  readonly title: string;
  /** From left to right, row by row. */
  readonly tiles: readonly ContactTile[];
}

/** Options of {@link contactSheet}. */
export interface ContactSheetOptions {
  /** What the whole sheet shows. */
  readonly title: string;
  /** Height and width of each picture, pixels. */
  readonly tileSize?: number;
  /** Pictures in a row, at most. */
  readonly columns?: number;
}

const gap = 8;
const titleHeight = 44;
const headingHeight = 30;
const captionHeight = 20;

/**
 * Draws pictures in titled sections on one PNG, to be looked at as a whole.
 *
 * Captions take the system's sans-serif font and end in "…" where they are wider than their picture.
 *
 * @returns The bytes of the PNG.
 * @throws RangeError where there is no picture, `tileSize` is below 16, or `columns` below 1.
 */
export async function contactSheet(
  sections: readonly ContactSection[],
  { title, tileSize = 128, columns: mostColumns = 8 }: ContactSheetOptions,
): Promise<Uint8Array> {
  requireInteger(tileSize, { name: 'tileSize', minimum: 16 });
  requireInteger(mostColumns, { name: 'columns', minimum: 1 });
  requireTiles(sections);
  const columns = Math.min(mostColumns, Math.max(...sections.map(({ tiles }) => tiles.length)));
  const pitch = { x: tileSize + gap, y: tileSize + captionHeight + gap };
  const width = gap + columns * pitch.x;
  const words = [text(title, { x: gap, y: 30, size: 20, width: width - 2 * gap })];
  const pictures: Promise<OverlayOptions>[] = [];

  let top = titleHeight;
  for (const { title: heading, tiles } of sections) {
    words.push(text(heading, { x: gap, y: top + 20, size: 15, width: width - 2 * gap }));
    top += headingHeight;
    for (const [index, { image, caption }] of tiles.entries()) {
      const x = gap + (index % columns) * pitch.x;
      const y = top + Math.floor(index / columns) * pitch.y;
      pictures.push(drawTile(image, tileSize).then((input) => ({ input, left: x, top: y })));
      words.push(text(caption, { x, y: y + tileSize + 14, size: 11, width: tileSize }));
    }
    top += Math.ceil(tiles.length / columns) * pitch.y;
  }

  const lettering = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" font-family="sans-serif" fill="#ddd">${words.join('')}</svg>`,
  );
  return sharp({ create: { width, height: top, channels: 3, background: '#181818' } })
    .composite([...(await Promise.all(pictures)), { input: lettering, left: 0, top: 0 }])
    .removeAlpha()
    .png()
    .toBuffer();
}

function requireTiles(sections: readonly ContactSection[]): void {
  if (sections.every(({ tiles }) => tiles.length === 0)) {
    throw new RangeError(
      `a contact sheet needs at least one picture; received none in ${sections.length} sections`,
    );
  }
}

/** A picture in colour; nearest neighbours where it grows, so that pixels stay to be seen. */
function drawTile(image: CellImage, size: number): Promise<Buffer> {
  const { height, width } = image;
  return sharp(colourCell(image), { raw: { height, width, channels: 3 } })
    .resize(size, size, { fit: 'fill', kernel: size < width ? 'linear' : 'nearest' })
    .png()
    .toBuffer();
}

/** Share of its size that a character of a sans-serif font is wide, on average and a little above. */
const characterWidth = 0.58;

function text(
  line: string,
  {
    x,
    y,
    size,
    width,
  }: { readonly x: number; readonly y: number; readonly size: number; readonly width: number },
): string {
  const room = Math.floor(width / (size * characterWidth));
  const shown = line.length <= room ? line : `${line.slice(0, Math.max(0, room - 1))}…`;
  return `<text x="${x}" y="${y}" font-size="${size}">${escapeMarkup(shown)}</text>`;
}
