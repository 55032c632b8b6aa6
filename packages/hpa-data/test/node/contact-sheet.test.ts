import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { contactPage, contactSheet } from '../../src/node/index.js';
import { makeImage } from '../support/make-image.js';

/** A picture of one level in one stain. */
const flat = (channel: number, level: number) =>
  makeImage([20, 20], (at) => (at.channel === channel ? level : 0));
const tile = (channel: number, caption: string) => ({ image: flat(channel, 200), caption });

const sections = [
  { title: 'first', tiles: [tile(0, 'a'), tile(1, 'b'), tile(2, 'c')] },
  { title: 'second', tiles: [tile(3, 'd')] },
];

/** Colour at a point of a PNG. */
async function colourAt(png: Uint8Array, [left, top]: readonly [number, number]) {
  return [...(await sharp(png).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

describe('contactSheet', () => {
  it('draws each picture in its colours, row by row and section by section', async () => {
    const png = await contactSheet(sections, { title: 'all', tileSize: 32, columns: 2 });
    const { width, height } = await sharp(png).metadata();
    // Two columns of 32 with gaps of 8; a title of 44, two headings of 30, three rows of 32 + 20 + 8.
    expect([width, height]).toEqual([8 + 2 * 40, 44 + 2 * 30 + 3 * 60]);
    const tops = [74, 134, 74 + 120 + 30] as const;
    expect(await colourAt(png, [8 + 16, tops[0] + 16])).toEqual([200, 0, 0]);
    expect(await colourAt(png, [48 + 16, tops[0] + 16])).toEqual([0, 200, 0]);
    expect(await colourAt(png, [8 + 16, tops[1] + 16])).toEqual([0, 0, 200]);
    expect(await colourAt(png, [8 + 16, tops[2] + 16])).toEqual([200, 200, 0]);
  });

  it('refuses an empty sheet and unfit sizes', async () => {
    await expect(contactSheet([{ title: 'x', tiles: [] }], { title: 'x' })).rejects.toThrow(
      new RangeError('a contact sheet needs at least one picture; received none in 1 sections'),
    );
    await expect(contactSheet(sections, { title: 'x', tileSize: 8 })).rejects.toThrow(/tileSize/);
    await expect(contactSheet(sections, { title: 'x', columns: 0 })).rejects.toThrow(/columns/);
  });
});

describe('contactPage', () => {
  it('holds every picture as a strip of five views, and links to each section', async () => {
    const page = await contactPage(sections, { title: 'all', notes: ['a note'], tileSize: 32 });
    expect(page).toContain('<a href="#section-1">second</a> (1)');
    expect(page).toContain('<p>a note</p>');
    const strips = [...page.matchAll(/src="data:image\/webp;base64,([^"]+)"/g)];
    expect(strips).toHaveLength(4);
    const strip = sharp(Buffer.from(strips[0]![1]!, 'base64'));
    const { data, info } = await strip.raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([5 * 32, 32]);
    const view = (index: number) => [...data.subarray((index * 32 + 16) * 3, (index * 32 + 16) * 3 + 3)];
    // WebP is lossy: a level may be off by a few.
    for (const [index, colour] of [
      [0, [200, 0, 0]],
      [1, [200, 200, 200]],
      [2, [0, 0, 0]],
    ] as const) {
      for (const [component, level] of view(index).entries()) {
        expect(Math.abs(level - colour[component]!)).toBeLessThanOrEqual(6);
      }
    }
  });

  it('lets no caption or title be taken for markup, and needs no network', async () => {
    const hostile = [{ title: '<b>', tiles: [{ image: flat(0, 9), caption: '"><script>&' }] }];
    const page = await contactPage(hostile, { title: '</title>' });
    expect(page).not.toContain('<script>');
    expect(page).toContain('&quot;&gt;&lt;script&gt;&amp;');
    expect(page).toContain('<title>&lt;/title&gt;</title>');
    expect(page).not.toMatch(/https?:/);
  });
});
