import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { contactPage } from '../../src/pages/contact-page.js';
import { flatTile } from './flat-tile.js';

const sections = [
  { title: 'first', tiles: [flatTile(0, 'a'), flatTile(1, 'b'), flatTile(2, 'c')] },
  { title: 'second', tiles: [flatTile(3, 'd')] },
];

describe('contactPage', () => {
  it('holds each image as a strip of five views, and links to each section', async () => {
    const page = await contactPage(sections, { title: 'all', notes: ['a note'], tileSize: 32 });
    expect(page).toContain('<a href="#section-1">second</a> (1 shown)');
    expect(page).toContain('<p>a note</p>');
    const strips = [...page.matchAll(/src="data:image\/webp;base64,([^"]+)"/g)];
    expect(strips).toHaveLength(4);
    const strip = sharp(Buffer.from(strips[0]![1]!, 'base64'));
    const { data, info } = await strip.raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([5 * 32, 32]);
    const view = (index: number) => [...data.subarray((index * 32 + 16) * 3, (index * 32 + 16) * 3 + 3)];
    // WebP is lossy: a level may be off by a few.
    for (const [index, color] of [
      [0, [200, 0, 0]],
      [1, [200, 200, 200]],
      [2, [0, 0, 0]],
    ] as const) {
      for (const [component, level] of view(index).entries()) {
        expect(Math.abs(level - color[component]!)).toBeLessThanOrEqual(6);
      }
    }
  });

  it('lets no caption or title become markup, and needs no network', async () => {
    const hostile = [{ title: '<b>', tiles: [flatTile(0, '"><script>&')] }];
    const page = await contactPage(hostile, { title: '</title>' });
    expect(page).not.toContain('<script>');
    expect(page).toContain('&quot;&gt;&lt;script&gt;&amp;');
    expect(page).toContain('<title>&lt;/title&gt;</title>');
    expect(page).not.toMatch(/https?:/);
  });

  it('refuses tiles too small to see', async () => {
    await expect(contactPage(sections, { title: 'x', tileSize: 8 })).rejects.toThrow(/tileSize/);
  });
});
