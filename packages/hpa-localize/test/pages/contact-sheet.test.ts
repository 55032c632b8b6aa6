import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { contactSheet } from '../../src/pages/contact-sheet.js';
import { flatTile } from './flat-tile.js';

const sections = [
  { title: 'first', tiles: [flatTile(0, 'a'), flatTile(1, 'b'), flatTile(2, 'c')] },
  { title: 'second', tiles: [flatTile(3, 'd')] },
];

/** Color at a point of a PNG. */
async function colorAt(png: Uint8Array, [left, top]: readonly [number, number]) {
  return [...(await sharp(png).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

describe('contactSheet', () => {
  it('draws each image in its colors, row by row and section by section', async () => {
    const png = await contactSheet(sections, { title: 'all', tileSize: 32, columns: 2 });
    const { width, height } = await sharp(png).metadata();
    // Two columns of 32 with gaps of 8; a title of 44, two headings of 30, three rows of 32 + 20 + 8.
    expect([width, height]).toEqual([8 + 2 * 40, 44 + 2 * 30 + 3 * 60]);
    const tops = [74, 134, 74 + 120 + 30] as const;
    expect(await colorAt(png, [8 + 16, tops[0] + 16])).toEqual([200, 0, 0]);
    expect(await colorAt(png, [48 + 16, tops[0] + 16])).toEqual([0, 200, 0]);
    expect(await colorAt(png, [8 + 16, tops[1] + 16])).toEqual([0, 0, 200]);
    expect(await colorAt(png, [8 + 16, tops[2] + 16])).toEqual([200, 200, 0]);
  });

  it('refuses an empty sheet and unfit sizes', async () => {
    await expect(contactSheet([{ title: 'x', tiles: [] }], { title: 'x' })).rejects.toThrow(
      new RangeError('sections must hold at least one image; received 1 without any'),
    );
    await expect(contactSheet(sections, { title: 'x', tileSize: 8 })).rejects.toThrow(
      new RangeError('tileSize must be an integer of at least 16; received 8'),
    );
    await expect(contactSheet(sections, { title: 'x', columns: 0 })).rejects.toThrow(/columns/);
  });
});
