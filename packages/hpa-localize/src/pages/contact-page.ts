import { type CellImage, CHANNEL_NAMES, colorCell } from '@hpa/data';
import sharp from 'sharp';
import type { ContactSection } from './contact-sheet.js';
import { type Html, html } from './html-template.js';
import { page } from './page.js';
import { requireInteger } from './require-integer.js';

/** What can be shown of images: all channels in color, or one of them in gray. */
function viewsOf(sections: readonly ContactSection[]): readonly string[] {
  const [first] = sections.flatMap(({ tiles }) => tiles);
  return ['all channels', ...(first?.image.channels ?? CHANNEL_NAMES)];
}

/**
 * Writes images in titled sections as one page, with links to the sections and a switch between all channels in color
 * and each channel in gray. The page opens from disk, loads nothing and runs no script.
 *
 * @returns The page: about 10 kB per image of 128 x 128 pixels.
 * @throws RangeError if `tileSize` is below 16.
 */
export async function contactPage(
  sections: readonly ContactSection[],
  {
    title,
    notes = [],
    tileSize = 128,
  }: {
    readonly title: string;
    /** Sentences above the images. */
    readonly notes?: readonly string[];
    /** Height and width of a tile in pixels; 128 by default. */
    readonly tileSize?: number;
  },
): Promise<string> {
  requireInteger(tileSize, { name: 'tileSize', minimum: 16 });
  const links = sections.map(
    ({ title: heading, tiles }, index) =>
      html`<li><a href="#section-${index}">${heading}</a> (${tiles.length} shown)</li>\n`,
  );
  const views = viewsOf(sections);
  const switches = views.map(
    (name, index) =>
      html`<label><input type="radio" name="view" id="view-${index}"${index === 0 ? ' checked' : ''}> ${name}</label>\n`,
  );
  const bodies = await Promise.all(
    sections.map(async ({ title: heading, tiles }, index) => {
      const figures = await Promise.all(tiles.map((tile) => figure(tile, tileSize)));
      return html`<section id="section-${index}">\n<h2>${heading}</h2>\n${figures}</section>\n`;
    }),
  );
  const body = html`<header>
<h1>${title}</h1>
${notes.map((note) => html`<p>${note}</p>\n`)}</header>
<nav>
<ul>
${links}</ul>
<p>Show: ${switches}</p>
</nav>
<main>
${bodies}</main>
`;
  return page(body, { title, layout: layout(tileSize, views.length) });
}

/** The views of an image lie side by side in one file, of which the page shows one at a time. */
function layout(tileSize: number, count: number): string {
  const views = Array.from(
    { length: count },
    (_, index) =>
      `:root:has(#view-${index}:checked) img { object-position: ${(100 * index) / (count - 1)}% 0; }`,
  );
  return `
body { max-width: none; padding: 1.5rem; }
h1 { margin-bottom: 0.75rem; }
nav { position: sticky; top: 0; padding: 0.5rem 0; background: var(--paper); font-size: 0.875rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0 0 0.5rem; padding: 0; list-style: none; }
nav p { margin: 0; }
a { color: var(--series-1); }
label { margin-right: 1em; white-space: nowrap; }
section { margin-top: 1.5rem; padding-top: 1rem; scroll-margin-top: 6rem; }
figure { display: inline-block; width: ${tileSize}px; margin: 0 8px 12px 0; vertical-align: top; }
figcaption { margin: 0.25rem 0 0; font-size: 0.6875rem; overflow-wrap: anywhere; }
img { display: block; width: ${tileSize}px; height: ${tileSize}px; object-fit: cover; background: #000; }
${views.join('\n')}
`;
}

async function figure({ image, caption }: ContactSection['tiles'][number], tileSize: number): Promise<Html> {
  const source = `data:image/webp;base64,${(await viewStrip(image, tileSize)).toString('base64')}`;
  return html`<figure><img src="${source}" alt="${caption}" loading="lazy"><figcaption>${caption}</figcaption></figure>\n`;
}

/** The image in color, then each channel in gray, from left to right. */
async function viewStrip(image: CellImage, tileSize: number): Promise<Buffer> {
  const { height, width, channels = CHANNEL_NAMES, data } = image;
  const count = channels.length;
  const stripWidth = width * (count + 1);
  const colors = colorCell(image);
  const strip = new Uint8Array(height * stripWidth * 3);
  for (let y = 0; y < height; y++) {
    const rowStart = y * stripWidth * 3;
    strip.set(colors.subarray(y * width * 3, (y + 1) * width * 3), rowStart);
    for (let channel = 0; channel < count; channel++) {
      for (let x = 0; x < width; x++) {
        const at = rowStart + ((channel + 1) * width + x) * 3;
        strip.fill(data[(y * width + x) * count + channel]!, at, at + 3);
      }
    }
  }
  return sharp(strip, { raw: { height, width: stripWidth, channels: 3 } })
    .resize(tileSize * (count + 1), tileSize, {
      fit: 'fill',
      kernel: tileSize < width ? 'linear' : 'nearest',
    })
    .webp({ quality: 85 })
    .toBuffer();
}
