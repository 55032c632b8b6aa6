import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellImage, ImageStore, Sample } from '@hpa/data';
import { strFromU8, unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepTrainingCells } from '../../src/experiment/keep-training-cells.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-keep-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const classes = ['Cytosol', 'Nucleoli', 'Mitochondria'].map((name, id) => ({ id, name }));

/** Images of one pixel: the nucleus is there in cells of class 1, the protein in all others. */
const images: Pick<ImageStore, 'height' | 'width'> & { image(sample: Sample): Promise<CellImage> } = {
  height: 1,
  width: 1,
  image: async ({ labels: [label] }) => ({
    height: 1,
    width: 1,
    data: label === 1 ? Uint8Array.of(0, 0, 255, 0) : Uint8Array.of(0, 255, 0, 0),
  }),
};

it('a thousand cells are kept of more, every class in its share and each cell once, with thumbnails in their order', async () => {
  // Two thirds Cytosol, a third Nucleoli, and ten cells of the rarest class, of which five were drawn twice.
  const labels = Array.from({ length: 1500 }, (_, index) => (index < 10 ? 2 : index % 3 === 0 ? 1 : 0));
  const seen = [...labels, ...labels.slice(0, 5)].map((label, index) => ({
    sample: { id: `cell-${index % 1500}`, labels: [label], channels: {} },
    features: Float32Array.of(index % 1500, label),
  }));
  const store = { ...images, close: async () => {} };
  const { count } = await keepTrainingCells(scratch, { seen, study: { classes, images: store } });
  expect(count).toBe(1000);
  const parts = unzipSync(await readFile(join(scratch, 'training-cells.zip')));
  const { cells } = JSON.parse(strFromU8(parts['cells.json']!)) as {
    readonly cells: readonly { readonly id: string; readonly label: string }[];
  };
  expect(new Set(cells.map(({ id }) => id)).size).toBe(1000);
  for (const [index, { name }] of classes.entries()) {
    const share = labels.filter((label) => label === index).length / 1500;
    const kept = cells.filter(({ label }) => label === name).length / 1000;
    expect(Math.abs(kept - share), name).toBeLessThanOrEqual(0.001);
  }
  const { data, info } = await sharp(parts['thumbnails.png']!).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([32 * 48, 32 * 48, 3]);
  for (const [index, { label }] of cells.entries()) {
    const [row, column] = [Math.floor(index / 32) * 48, (index % 32) * 48];
    const pixel = data.subarray((row * info.width + column) * 3, (row * info.width + column) * 3 + 3);
    expect([...pixel], label).toEqual(label === 'Nucleoli' ? [0, 0, 255] : [0, 255, 0]);
  }
});
