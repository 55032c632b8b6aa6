import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readLabelMask } from '../../../src/node/decoding/label-mask.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { encodePng } from '../support/encode-png.js';
import { writeTiff } from '../support/write-tiff.js';

const LABELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const file = join(await datasetFolder({}), name);
  await writeFile(file, bytes);
  return file;
}

const gray = (levels: Uint8Array | Uint16Array) =>
  sharp(levels, { raw: { height: 4, width: 4, channels: 1 } }).toColourspace(
    levels instanceof Uint8Array ? 'b-w' : 'grey16',
  );

describe('readLabelMask', () => {
  it.each([
    ['8-bit png', 255, (labels: number[]) => gray(Uint8Array.from(labels)).png().toBuffer()],
    ['16-bit png', 65_535, (labels: number[]) => gray(Uint16Array.from(labels)).png().toBuffer()],
    ['8-bit tiff', 255, async (labels: number[]) => writeTiff([Uint8Array.from(labels)])],
    ['16-bit tiff', 65_535, async (labels: number[]) => writeTiff([Uint16Array.from(labels)])],
    [
      '16-bit tiff of the other byte order',
      65_535,
      async (labels: number[]) => writeTiff([Uint16Array.from(labels)], { bigEndian: true }),
    ],
    ['32-bit tiff', 4_294_967_295, async (labels: number[]) => writeTiff([Uint32Array.from(labels)])],
    [
      'signed 16-bit tiff',
      32_767,
      async (labels: number[]) => writeTiff([Int16Array.from(labels)], { format: 2 }),
    ],
    [
      'signed 32-bit tiff',
      2_147_483_647,
      async (labels: number[]) => writeTiff([Int32Array.from(labels)], { format: 2 }),
    ],
  ])('gives the labels of a %s exactly', async (name, highest, encode) => {
    // Numbers beyond 2^24 that are odd have no 32-bit floating-point number.
    const labels = [...LABELS.slice(2), highest, Math.min(highest, 2 ** 24 + 1)];
    const file = await fileOf(`a_mask.${name.includes('png') ? 'png' : 'tif'}`, await encode(labels));
    const { height, width, data } = await readLabelMask(file);
    expect([height, width, ...data]).toEqual([4, 4, ...labels]);
  });

  it.each([
    [
      'color',
      sharp({ create: { height: 4, width: 4, channels: 3, background: '#000102' } }).png(),
      '8-bit color png',
    ],
    ['jpeg', gray(Uint8Array.from(LABELS)).jpeg(), '8-bit gray jpeg'],
  ])('refuses %s', async (_, image, found) => {
    const file = await fileOf('a_mask.png', await image.toBuffer());
    await expect(readLabelMask(file)).rejects.toThrow(
      `${file}: expected a label mask, one gray page of 8, 16 or 32-bit integers in PNG or TIFF; found ${found}`,
    );
  });

  it.each([
    [
      'floating-point levels',
      writeTiff([Float32Array.from(LABELS)], { format: 3 }),
      '32-bit floating-point gray tiff',
    ],
    ['several pages', writeTiff([Uint8Array.from(LABELS), Uint8Array.from(LABELS)]), '2 pages'],
    [
      'four bits',
      encodePng([1, 2], { scanlines: Uint8Array.of(0, 0x12), kind: [4, 0, 0, 0, 0] }),
      'a png of 4 bits',
    ],
  ])('refuses %s', async (_, bytes, found) => {
    const file = await fileOf('a_mask.tif', bytes);
    await expect(readLabelMask(file)).rejects.toThrow(`${file}: expected a label mask`);
    await expect(readLabelMask(file)).rejects.toThrow(`found ${found}`);
  });

  it.each([
    [Int8Array, -3],
    [Int16Array, -3],
    [Int32Array, -3],
  ])('names a negative label of a %s', async (kind, label) => {
    const file = await fileOf(
      'a_mask.tif',
      writeTiff([kind.from([...LABELS.slice(1), label])], { format: 2 }),
    );
    await expect(readLabelMask(file)).rejects.toThrow(
      `${file}: expected a label mask, whose labels are 0 or more; found ${label}`,
    );
  });
});
