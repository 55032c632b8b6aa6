import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellImage } from '@hpa/data';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDatasetOptions, openDataset } from '../src/dataset/open-dataset.js';
import { localize } from '../src/localize/localize.js';
import { SCALE, SIZE, saveScaledModel } from './save-scaled-model.js';
import { writeScaledField } from './write-scaled-fields.js';

let scratch: string;
const at = (...parts: string[]): string => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-scale-'));
  await writeScaledField(at('fine'), { binning: 1 });
  await writeScaledField(at('coarse'), { binning: 2 });
  await saveScaledModel(at('model'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The images of a dataset, and what it says of their scale. */
async function look(where: string, options: OpenDatasetOptions = {}) {
  const dataset = await openDataset(where, {
    size: SIZE,
    labels: 'optional',
    levels: 'bit-depth',
    ...options,
  });
  const images = await Promise.all(dataset.samples.map(dataset.images.image));
  await dataset.close();
  const { scale, fit, warnings } = dataset;
  return { images, scale, fit, warnings };
}

/** The mean difference of the levels of two images. */
function differenceOf({ data }: CellImage, other: CellImage): number {
  return data.reduce((sum, level, place) => sum + Math.abs(level - other.data[place]!), 0) / data.length;
}

/** The rows and columns in which something of an image is not black. */
function extentOf({ height, width, data }: CellImage): readonly [rows: number, columns: number] {
  const bright = (row: number, column: number) =>
    [0, 1, 2, 3].some((channel) => data[4 * (row * width + column) + channel]! > 8);
  const rows = Array.from({ length: height }, (_, row) => row);
  const columns = Array.from({ length: width }, (_, column) => column);
  return [
    rows.filter((row) => columns.some((column) => bright(row, column))).length,
    columns.filter((column) => rows.some((row) => bright(row, column))).length,
  ];
}

describe('cells stored at two sizes of pixels', () => {
  it('become the same images at one scale, and as large as they are', async () => {
    const [fine, coarse] = [
      await look(at('fine'), { scale: SCALE }),
      await look(at('coarse'), { scale: SCALE }),
    ];
    expect(fine.scale).toEqual({
      micrometers: SCALE,
      basis: 'as stated; pixels of 0.1 micrometers, as the files state',
    });
    expect(coarse.scale!.basis).toContain('pixels of 0.2 micrometers');
    expect(fine.images.length).toBeGreaterThan(1);
    expect(coarse.images).toHaveLength(fine.images.length);
    // Boxes and rims differ by half a pixel of the coarse file, a quarter of one of the image: 1.5 % of the range of levels on average.
    const wrong = await look(at('fine'), { scale: SCALE, pixelSize: 0.2 });
    for (const [index, image] of fine.images.entries()) {
      expect(differenceOf(image, coarse.images[index]!)).toBeLessThan(4);
      expect(differenceOf(image, wrong.images[index]!)).toBeGreaterThan(8);
    }
    // At twice the scale a cell takes half the rows and columns, to a pixel on either side.
    const half = await look(at('fine'), { scale: 2 * SCALE });
    for (const [index, image] of fine.images.entries()) {
      for (const [side, length] of extentOf(image).entries()) {
        expect(Math.abs(extentOf(half.images[index]!)[side]! - length / 2)).toBeLessThanOrEqual(2);
      }
    }
  });

  it('get the same answers of a model that knows its scale, to 0.02', async () => {
    const options = { backend: 'wasm', levels: 'bit-depth' } as const;
    const [fine, coarse] = [
      await localize(at('model'), at('fine'), options),
      await localize(at('model'), at('coarse'), options),
    ];
    expect(coarse.map(({ id }) => id)).toEqual(fine.map(({ id }) => id));
    const cytosol = ({ locations }: (typeof fine)[number]) =>
      locations.find(({ id }) => id === 25)!.probability;
    for (const [index, cell] of fine.entries()) {
      expect(Math.abs(cytosol(cell) - cytosol(coarse[index]!))).toBeLessThan(0.02);
    }
    // The scale matters to this model: another one gives other answers.
    const wrong = await localize(at('model'), at('fine'), { ...options, pixelSize: 0.3 });
    expect(
      Math.max(...fine.map((cell, index) => Math.abs(cytosol(cell) - cytosol(wrong[index]!)))),
    ).toBeGreaterThan(0.02);
  });
});

describe('openDataset', () => {
  it('chooses a scale that suits the cells, or none', async () => {
    const { scale, images } = await look(at('fine'));
    expect(scale!.basis).toContain('the finest at which 95 % of the images fit');
    expect(Math.max(...images.flatMap(extentOf))).toBeLessThanOrEqual(SIZE);
    const none = await look(at('fine'), { scale: 'none' });
    expect([none.scale, none.fit]).toEqual([undefined, 'pad']);
    // Each fills its image.
    expect(none.images.map((image) => Math.max(...extentOf(image)) >= SIZE - 2)).toEqual(
      images.map(() => true),
    );
  });

  it('takes a size of pixels that is stated, and says where files state another', async () => {
    const { scale, warnings } = await look(at('fine'), { pixelSize: 0.2, scale: SCALE });
    expect(scale!.basis).toBe('as stated; pixels of 0.2 micrometers, as stated');
    expect(warnings).toEqual([
      'the files of 1 of 1 images state another size of pixels than 0.2 micrometers, such as 0.1 those of a: the size that was stated is used',
    ]);
    await expect(look(at('fine'), { pixelSize: 0 })).rejects.toThrow('pixelSize must be a positive number');
  });

  it('pads images that are not square, unless they are to be stretched', async () => {
    for (const color of ['red', 'green', 'blue', 'yellow']) {
      await sharp({ create: { height: 16, width: 32, channels: 3, background: '#808080' } })
        .toColourspace('b-w')
        .png()
        .toFile(at(`wide_${color}.png`));
    }
    const files = ['red', 'green', 'blue', 'yellow'].map((color) => at(`wide_${color}.png`));
    const [padded, stretched] = await Promise.all(
      (['pad', 'stretch'] as const).map(async (fit) => {
        const dataset = await openDataset(files, { size: 32, labels: 'ignored', fit });
        const image = await dataset.images.image(dataset.samples[0]!);
        await dataset.close();
        return extentOf(image);
      }),
    );
    expect([padded, stretched]).toEqual([
      [16, 32],
      [32, 32],
    ]);
  });
});
