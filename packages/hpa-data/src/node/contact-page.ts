import sharp from 'sharp';
import { type CellImage, channelNames } from '../image/cell-image.js';
import { colourCell } from '../image/colour-cell.js';
import { requireInteger } from '../require-integer.js';
import type { ContactSection, ContactTile } from './contact-sheet.js';
import { escapeMarkup } from './escape-markup.js';

/** Options of {@link contactPage}. */
export interface ContactPageOptions {
  /** What the whole page shows. */
  readonly title: string;
  /** Sentences above the pictures. */
  readonly notes?: readonly string[];
  /** Height and width of each picture, pixels. */
  readonly tileSize?: number;
}

const viewNames = ['all stains', ...channelNames];

/**
 * Writes pictures in titled sections as one HTML page to browse: links to the sections, and a switch between all
 * stains in colour and each by itself. The page needs no network and no script.
 *
 * @returns The page; about 10 kB a picture of 128x128.
 * @throws RangeError where `tileSize` is below 16.
 */
export async function contactPage(
  sections: readonly ContactSection[],
  { title, notes = [], tileSize = 128 }: ContactPageOptions,
): Promise<string> {
  requireInteger(tileSize, { name: 'tileSize', minimum: 16 });
  const links = sections.map(
    ({ title: heading, tiles }, index) =>
      `<a href="#section-${index}">${escapeMarkup(heading)}</a> (${tiles.length})`,
  );
  const switches = viewNames.map(
    (name, index) =>
      `<label><input type="radio" name="view" id="view-${index}"${index === 0 ? ' checked' : ''}> ${name}</label>`,
  );
  const bodies = await Promise.all(
    sections.map(async ({ title: heading, tiles }, index) => {
      const figures = await Promise.all(tiles.map((tile) => figure(tile, tileSize)));
      return `<section id="section-${index}"><h2>${escapeMarkup(heading)}</h2>\n${figures.join('\n')}</section>`;
    }),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title>
<style>${stylesheet(tileSize)}</style>
<h1>${escapeMarkup(title)}</h1>
${notes.map((note) => `<p>${escapeMarkup(note)}</p>`).join('\n')}
<nav><p>${links.join(' · ')}</p><p>Show: ${switches.join(' ')}</p></nav>
${bodies.join('\n')}
</html>
`;
}

/** The views of a picture lie side by side in one image, of which the page shows one at a time. */
function stylesheet(tileSize: number): string {
  const views = viewNames.map(
    (_, index) =>
      `:root:has(#view-${index}:checked) img{object-position:${(100 * index) / (viewNames.length - 1)}% 0}`,
  );
  return `
:root{color-scheme:dark;background:#181818;color:#ddd;font:15px/1.4 system-ui,sans-serif}
body{margin:1rem}
nav{position:sticky;top:0;background:#181818;padding:.2rem 0}
a{color:#8ab4f8}
label{margin-right:1em}
section{scroll-margin-top:6rem}
figure{display:inline-block;margin:0 8px 8px 0;width:${tileSize}px;vertical-align:top}
img{width:${tileSize}px;height:${tileSize}px;object-fit:cover;display:block}
figcaption{font-size:11px;overflow-wrap:anywhere}
${views.join('\n')}
`;
}

async function figure({ image, caption }: ContactTile, tileSize: number): Promise<string> {
  const source = `data:image/webp;base64,${(await viewStrip(image, tileSize)).toString('base64')}`;
  const label = escapeMarkup(caption);
  return `<figure><img src="${source}" alt="${label}" loading="lazy"><figcaption>${label}</figcaption></figure>`;
}

/** The picture in colour, then each stain in grey, from left to right. */
async function viewStrip(image: CellImage, tileSize: number): Promise<Buffer> {
  const { height, width, data } = image;
  const stripWidth = width * viewNames.length;
  const colours = colourCell(image);
  const strip = new Uint8Array(height * stripWidth * 3);
  for (let y = 0; y < height; y++) {
    const rowStart = y * stripWidth * 3;
    strip.set(colours.subarray(y * width * 3, (y + 1) * width * 3), rowStart);
    for (let channel = 0; channel < channelNames.length; channel++) {
      for (let x = 0; x < width; x++) {
        const at = rowStart + ((channel + 1) * width + x) * 3;
        strip.fill(data[(y * width + x) * 4 + channel]!, at, at + 3);
      }
    }
  }
  return sharp(strip, { raw: { height, width: stripWidth, channels: 3 } })
    .resize(tileSize * viewNames.length, tileSize, {
      fit: 'fill',
      kernel: tileSize < width ? 'linear' : 'nearest',
    })
    .webp({ quality: 85 })
    .toBuffer();
}
