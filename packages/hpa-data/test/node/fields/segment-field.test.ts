import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sample, segmentCells, syntheticField } from '../../../src/index.js';
import {
  cellsOfFields,
  hashSamples,
  openImages,
  openPrepared,
  prepare,
  readCellImage,
} from '../../../src/node/index.js';
import { writeDrawnField, writeField, writeGray } from '../support/write-field.js';

const SIZE = { height: 96, width: 128 };
const { image } = syntheticField({ ...SIZE, cells: 5, location: 25, seed: 1 });

let folder: string;
let field: Sample;
let found: Awaited<ReturnType<typeof cellsOfFields>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hpa-segment-'));
  field = await writeDrawnField(folder, { id: 'a', image });
  found = await cellsOfFields([field], { segment: 'nuclei', border: 'keep' });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes the field once more, and what `segmentCells` finds as a mask beside it. */
const writeMasked = async (masked: string): Promise<Sample> => {
  const labels = segmentCells(image);
  const rows = Array.from({ length: SIZE.height }, (_, y) => [
    ...labels.subarray(y * SIZE.width, (y + 1) * SIZE.width),
  ]);
  await writeGray(join(masked, 'a_mask.png'), rows, { bits: 16 });
  return writeDrawnField(masked, { id: 'a', image });
};

describe('cellsOfFields with segment', () => {
  it('finds the cells that a mask by segmentCells would have, and cuts them alike', async () => {
    expect(found).toMatchObject({ fields: 1, segmented: 1, skipped: [] });
    expect(found.samples.map(({ id }) => id)).toEqual(['a_1', 'a_2', 'a_3', 'a_4', 'a_5']);
    const masked = await cellsOfFields([await writeMasked(join(folder, 'masked'))], { border: 'keep' });
    const store = openImages({ height: 24, width: 24, threads: 1 });
    for (const [index, sample] of masked.samples.entries()) {
      const { cell, ...rest } = found.samples[index]!;
      const { mask: _, ...place } = sample.cell!;
      expect(rest).toEqual({ ...rest, id: sample.id, group: sample.group, field: sample.field });
      expect(cell).toEqual({ ...place, runs: expect.any(Uint32Array) });
      const whole = await readCellImage(field.channels, { cell: cell! });
      expect(whole).toEqual(await readCellImage(field.channels, { cell: sample.cell! }));
      expect(await store.image(found.samples[index]!)).toEqual(await store.image(sample));
    }
    await store.close();
  });

  it('looks at each field alone: other fields, of other levels, change nothing', async () => {
    const deep = await writeDrawnField(folder, { id: 'b', image, bits: 12 });
    const looked: { readonly done: number; readonly of: number }[] = [];
    const onField = (progress: { readonly done: number; readonly of: number }) => looked.push(progress);
    const together = await cellsOfFields([field, deep], { segment: 'nuclei', border: 'keep', onField });
    expect(looked).toEqual([
      { done: 1, of: 2 },
      { done: 2, of: 2 },
    ]);
    expect(together.samples.slice(0, 5)).toEqual(found.samples);
    // 12 bits are spread over the percentiles of the field, which hardly change what is found.
    const sizes = together.samples.map(({ cell }) => cell!.runs!.length);
    expect(sizes).toHaveLength(10);
    for (const [index, size] of sizes.slice(5).entries()) {
      expect(Math.abs(size - sizes[index]!)).toBeLessThan(0.1 * size);
    }
  });

  it('takes the mask of a field that has one', async () => {
    const masked = await writeField(folder, { id: 'c' });
    const { samples, fields, segmented, atBorder } = await cellsOfFields([field, masked], {
      segment: 'nuclei',
    });
    expect([fields, segmented]).toEqual([2, 1]);
    expect(atBorder).toBeGreaterThan(0);
    expect(samples.filter((sample) => sample.field === 'c').map(({ id }) => id)).toEqual([
      'c_5',
      'c_9',
      'c_12',
    ]);
  });

  it('names a field in which there is no nucleus, or skips it', async () => {
    const black = { ...SIZE, data: new Uint8Array(image.data.length) };
    const empty = await writeDrawnField(folder, { id: 'b', image: black });
    const reason = `${empty.channels.nucleus}: expected nuclei, to find cells by; found none (lay a label mask beside it, or leave it out, as --skip-bad of the commands does)`;
    await expect(cellsOfFields([field, empty], { segment: 'nuclei' })).rejects.toThrow(reason);
    const { fields, skipped } = await cellsOfFields([field, empty], {
      segment: 'nuclei',
      badSamples: 'skip',
      border: 'keep',
    });
    expect([fields, skipped]).toEqual([1, [{ id: 'b', reason }]]);
  });
});

describe('cells that were found', () => {
  it('have equal digests if and only if their fields are equal and they are the same cell', async () => {
    const copy = await writeDrawnField(folder, { id: 'b', image });
    const copies = found.samples.map((sample) => ({
      ...sample,
      id: sample.id.replace('a', 'b'),
      channels: copy.channels,
    }));
    const digests = await hashSamples([...found.samples, ...copies]);
    expect(digests.get('a_2')).toBe(digests.get('b_2'));
    expect(new Set(digests.values()).size).toBe(5);
  });

  it('are prepared once, however often they are found', async () => {
    const prepared = join(folder, 'prepared');
    const run = async () => {
      const { samples } = await cellsOfFields([field], { segment: 'nuclei', border: 'keep' });
      return prepare(samples, { folder: prepared, height: 16, width: 16, threads: 1 });
    };
    expect((await run()).images).toBe(5);
    expect(await run()).toMatchObject({ images: 0, kept: 5 });
    const { samples, images } = await openPrepared(prepared);
    expect(Object.keys(samples[0]!.cell!)).toEqual(['label', 'box', 'center']);
    await images.close();
    await expect(readCellImage(field.channels, { cell: samples[0]!.cell! })).rejects.toThrow(
      `${field.channels.microtubules}: expected the label mask of cell 1, or its pixels; it has neither`,
    );
  });

  it('are refused if their field is smaller now', async () => {
    const { channels } = await writeField(folder, { id: 'small', mask: null });
    await expect(readCellImage(channels, { cell: found.samples[4]!.cell! })).rejects.toThrow(
      /small_red\.png: expected an image that holds row \d+ and column \d+, where a cell was found; it is now 6x8$/,
    );
  });
});
