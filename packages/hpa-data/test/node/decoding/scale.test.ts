import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/index.js';
import { cellsOfFields, openImages, openPrepared, prepare, readCellImage } from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { writeField, writeGray } from '../support/write-field.js';

let folder: string;
beforeEach(async () => {
  folder = await datasetFolder({});
});

/** Writes one image, the same in all channels. */
async function writeImage(rows: readonly (readonly number[])[]): Promise<Sample> {
  const write = (color: string) => writeGray(join(folder, `a_${color}.png`), rows);
  const channels = {
    microtubules: await write('red'),
    protein: await write('green'),
    nucleus: await write('blue'),
  };
  return { id: 'a', labels: [], channels };
}

/** The rows of the protein of an image. */
async function rowsOf(sample: Sample, reading: Parameters<typeof readCellImage>[1]): Promise<number[][]> {
  const { height, width, data } = await readCellImage(sample.channels, { cell: sample.cell, ...reading });
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => data[(y * width + x) * 4 + 1]!),
  );
}

const WIDE = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
];

describe('a whole image', () => {
  it('is stretched, or padded with black to the shape that is asked for', async () => {
    const image = await writeImage(WIDE);
    const size = { height: 4, width: 4 };
    expect(await rowsOf(image, { ...size, fit: 'pad' })).toEqual([[0, 0, 0, 0], ...WIDE, [0, 0, 0, 0]]);
    expect(await rowsOf(image, { ...size, fit: 'stretch' })).toEqual(await rowsOf(image, size));
    expect((await rowsOf(image, size)).every((row) => row.every((level) => level > 0))).toBe(true);
    // Nothing is to be added to this shape.
    expect(await rowsOf(image, { height: 2, width: 4, fit: 'pad' })).toEqual(WIDE);
  });

  it('is padded where it is smaller than its scale, and cropped round its middle where it is larger', async () => {
    const image = await writeImage(WIDE);
    const scaled = { pixelSize: 0.1, scale: 0.1 };
    expect(await rowsOf(image, { height: 4, width: 2, ...scaled })).toEqual([
      [0, 0],
      [2, 3],
      [6, 7],
      [0, 0],
    ]);
    // Two pixels of the file are one of the image: eight by eight, sixteen of them of level 200, are resized to four by four.
    const square = await writeImage(Array.from({ length: 4 }, () => [200, 200, 200, 200]));
    const half = await rowsOf(square, { height: 4, width: 4, pixelSize: 0.1, scale: 0.2 });
    // Weights along a side: 3/4, 3/4 and 1/4 of the first three pixels, the last of which is in the square; then 1/4, 3/4, 3/4 and 1/4.
    const share = [1 / 7, 7 / 8, 7 / 8, 1 / 7];
    for (const [row, levels] of half.entries()) {
      for (const [column, level] of levels.entries()) {
        expect(Math.abs(level - 200 * share[row]! * share[column]!)).toBeLessThan(1);
      }
    }
  });

  it('is read as before where either size of pixels is unknown, or it keeps its size', async () => {
    const image = await writeImage(WIDE);
    const size = { height: 3, width: 5 };
    const before = await rowsOf(image, size);
    expect(await rowsOf(image, { ...size, scale: 0.1 })).toEqual(before);
    expect(await rowsOf(image, { ...size, pixelSize: 0.1 })).toEqual(before);
    expect(await rowsOf(image, { pixelSize: 0.1, scale: 0.3 })).toEqual(WIDE);
  });

  it('is refused at a scale that takes more pixels than memory holds, or that is no number', async () => {
    const image = await writeImage(WIDE);
    const reading = { height: 4, width: 4, pixelSize: 1e-5, scale: 1 };
    await expect(readCellImage(image.channels, reading)).rejects.toThrow(
      `${image.channels.microtubules}: expected a scale at which images take at most 67108864 of its pixels; 1 micrometers a pixel take 400000x400000 of its 0.00001`,
    );
    expect(() => openImages({ height: 4, width: 4, scale: 0 })).toThrow(
      'scale must be a positive number of micrometers a pixel; received 0',
    );
  });
});

describe('a cell of a field', () => {
  it('keeps its scale, and is cropped round the middle of its box', async () => {
    const field = { ...(await writeField(folder, { id: 'a' })), pixelSize: 0.1 };
    const { samples } = await cellsOfFields([field]);
    const five = samples.find(({ id }) => id === 'a_5')!;
    expect(five.pixelSize).toBe(0.1);
    // Cell 5 has the pixels (1,1) (1,2) (2,1) (2,2) (3,1), whose levels are 51 + 8 row + column.
    const whole = await rowsOf(five, { height: 5, width: 4, pixelSize: 0.1, scale: 0.1 });
    expect(whole).toEqual([
      [0, 0, 0, 0],
      [0, 60, 61, 0],
      [0, 68, 69, 0],
      [0, 76, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(await rowsOf(five, { height: 1, width: 2, pixelSize: 0.1, scale: 0.1 })).toEqual([[68, 69]]);
  });

  it('is the same in threads, and prepared; its pixels have a part in what is prepared', async () => {
    const field = { ...(await writeField(folder, { id: 'a' })), pixelSize: 0.1 };
    const { samples } = await cellsOfFields([field]);
    const reading = { height: 4, width: 4, scale: 0.2 };
    const store = openImages({ ...reading, threads: 1 });
    const expected = await readCellImage(field.channels, {
      ...reading,
      cell: samples[0]!.cell,
      pixelSize: 0.1,
    });
    expect(await store.image(samples[0]!)).toEqual(expected);
    await store.close();
    const prepared = join(folder, 'prepared');
    const options = { ...reading, fit: 'pad', folder: prepared, threads: 1 } as const;
    expect((await prepare(samples, options)).images).toBe(3);
    const opened = await openPrepared(prepared);
    expect([opened.scale, opened.fit, opened.samples[0]!.pixelSize]).toEqual([0.2, 'pad', undefined]);
    expect(await opened.images.image(opened.samples[0]!)).toEqual(expected);
    await opened.images.close();
    const finer = samples.map((sample) => ({ ...sample, pixelSize: 0.05 }));
    expect((await prepare(finer, options)).images).toBe(3);
    expect((await prepare(finer, options)).images).toBe(0);
  });
});
