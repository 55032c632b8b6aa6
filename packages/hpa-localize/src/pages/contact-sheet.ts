import { type CellImage, colorCell } from '@hpa/data';
import sharp, { type OverlayOptions } from 'sharp';
import { type Html, html } from './html-template.js';
import { requireInteger } from './require-integer.js';

/** Images that belong together on a contact sheet, such as the examples of a class. */
export interface ContactSection {
  /** Written above the images. */
  readonly title: string;
  /** Images from left to right, row by row: each in color, stretched to a square, with its caption below. */
  readonly tiles: readonly { readonly image: CellImage; readonly caption: string }[];
}

/** Between tiles and at the edges, in pixels. */
const GAP = 8;
/** Height of the title, of the heading of a section and of a caption, in pixels. */
const TITLE_HEIGHT = 44;
const HEADING_HEIGHT = 30;
const CAPTION_HEIGHT = 20;

/** Width of an average character of a sans-serif font, as a share of the font size, rounded up. */
const CHARACTER_WIDTH = 0.58;

/**
 * Draws images in titled sections on one PNG.
 *
 * Captions use the system's sans-serif font; those wider than their tile are cut and end in "…".
 *
 * @returns The bytes of the PNG.
 * @throws RangeError if there is no image, or if `tileSize` is below 16 or `columns` below 1.
 *
 * @example
 * import { contactSheet } from '@hpa/localize';
 * const image = { height: 2, width: 2, data: new Uint8Array(16).fill(90) };
 * const sections = [{ title: 'Cytosol', tiles: [{ image, caption: 'cell 1' }] }];
 * const png = await contactSheet(sections, { title: 'Cells' });
 * String.fromCharCode(...png.subarray(1, 4)); // "PNG"
 */
export async function contactSheet(
  sections: readonly ContactSection[],
  {
    title,
    tileSize = 128,
    columns: maximumColumns = 8,
  }: {
    /** Written above everything. */
    readonly title: string;
    /** Height and width of a tile in pixels, at least 16; 128 by default. */
    readonly tileSize?: number;
    /** Maximum number of tiles in a row; 8 by default. */
    readonly columns?: number;
  },
): Promise<Uint8Array> {
  requireInteger(tileSize, { name: 'tileSize', minimum: 16 });
  requireInteger(maximumColumns, { name: 'columns', minimum: 1 });
  if (sections.every(({ tiles }) => tiles.length === 0)) {
    throw new RangeError(`sections must hold at least one image; received ${sections.length} without any`);
  }
  const columns = Math.min(maximumColumns, Math.max(...sections.map(({ tiles }) => tiles.length)));
  const pitch = { x: tileSize + GAP, y: tileSize + CAPTION_HEIGHT + GAP };
  const width = GAP + columns * pitch.x;
  const lines = [textLine(title, { x: GAP, y: 30, size: 20, width: width - 2 * GAP })];
  const images: Promise<OverlayOptions>[] = [];

  let top = TITLE_HEIGHT;
  for (const { title: heading, tiles } of sections) {
    lines.push(textLine(heading, { x: GAP, y: top + 20, size: 15, width: width - 2 * GAP }));
    top += HEADING_HEIGHT;
    for (const [index, { image, caption }] of tiles.entries()) {
      const x = GAP + (index % columns) * pitch.x;
      const y = top + Math.floor(index / columns) * pitch.y;
      images.push(drawTile(image, tileSize).then((input) => ({ input, left: x, top: y })));
      lines.push(textLine(caption, { x, y: y + tileSize + 14, size: 11, width: tileSize }));
    }
    top += Math.ceil(tiles.length / columns) * pitch.y;
  }

  const { markup } =
    html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" font-family="sans-serif" fill="#ddd">${lines}</svg>`;
  return sharp({ create: { width, height: top, channels: 3, background: '#181818' } })
    .composite([...(await Promise.all(images)), { input: Buffer.from(markup), left: 0, top: 0 }])
    .removeAlpha()
    .png()
    .toBuffer();
}

/** An image in color, by nearest neighbors if it grows, so that its pixels stay visible. */
function drawTile(image: CellImage, size: number): Promise<Buffer> {
  const { height, width } = image;
  return sharp(colorCell(image), { raw: { height, width, channels: 3 } })
    .resize(size, size, { fit: 'fill', kernel: size < width ? 'linear' : 'nearest' })
    .png()
    .toBuffer();
}

function textLine(
  line: string,
  {
    x,
    y,
    size,
    width,
  }: { readonly x: number; readonly y: number; readonly size: number; readonly width: number },
): Html {
  const room = Math.floor(width / (size * CHARACTER_WIDTH));
  const shown = line.length <= room ? line : `${line.slice(0, Math.max(0, room - 1))}…`;
  return html`<text x="${x}" y="${y}" font-size="${size}">${shown}</text>`;
}
