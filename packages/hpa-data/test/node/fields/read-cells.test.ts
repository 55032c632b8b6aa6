import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { COMPOSITIONS, type Sample } from '../../../src/index.js';
import {
  cellsOfFields,
  isPrepared,
  openImages,
  openPrepared,
  prepare,
  readCellImage,
} from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { levelAt, MASK, writeField, writeGray } from '../support/write-field.js';

let folder: string;
let cells: readonly Sample[];
let five: Sample;
beforeEach(async () => {
  folder = await datasetFolder({});
  const fields = [await writeField(folder, { id: 'a' }), await writeField(folder, { id: 'b' })];
  ({ samples: cells } = await cellsOfFields(fields));
  five = cells[0]!;
});

/** The pixels of cell 5, whose box has three rows and two columns, in the middle of a square: (row, column) or nothing. */
const FIVE = [
  [[1, 1], [1, 2], null],
  [[2, 1], [2, 2], null],
  [[3, 1], null, null],
] as const;
const squareOf = (channel: number): number[][] =>
  FIVE.map((row) => row.map((pixel) => (pixel === null ? 0 : levelAt(channel, pixel[0], pixel[1]))));

describe('a cell of a field', () => {
  it('is read alone: other cells and the background are black, and it is padded to a square', async () => {
    const { height, width, data } = await readCellImage(five.channels, { cell: five.cell! });
    const [red, green, blue, yellow] = [0, 1, 2, 3].map((channel) => squareOf(channel).flat());
    expect([height, width]).toEqual([3, 3]);
    expect([...data]).toEqual(
      red!.flatMap((level, pixel) => [level, green![pixel]!, blue![pixel]!, yellow![pixel]!]),
    );
  });

  it('is resized as an image of that square is, and padded to the shape of the images, never stretched', async () => {
    const write = (channel: number, padding: number) =>
      writeGray(
        join(folder, `square_${channel}_${padding}.png`),
        squareOf(channel).map((row) => [
          ...Array<number>(padding).fill(0),
          ...row,
          ...Array<number>(padding).fill(0),
        ]),
      );
    for (const [height, width, padding] of [
      [7, 7, 0],
      // Three rows and two columns, in five columns: one before and two after, as the square has one after.
      [6, 10, 1],
    ] as const) {
      const [microtubules, protein, nucleus, er] = [
        await write(0, padding),
        await write(1, padding),
        await write(2, padding),
        await write(3, padding),
      ];
      const expected = await readCellImage({ microtubules, protein, nucleus, er }, { height, width });
      const found = await readCellImage(five.channels, { height, width, cell: five.cell! });
      expect(found).toEqual(expected);
    }
  });

  it('is the same in threads, alone and in rows of model input', async () => {
    const sides = { height: 6, width: 6 };
    const store = openImages({ ...sides, threads: 2 });
    const images = await Promise.all(cells.map(store.image));
    const expected = await Promise.all(
      cells.map(({ channels, cell }) => readCellImage(channels, { ...sides, cell: cell! })),
    );
    expect(images).toEqual(expected);
    const input = { ...sides, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;
    const rows = cells.map((sample) => ({ sample, orientation: 0 as const }));
    const levels = images.flatMap(({ data }) => [...data].map((level) => Math.fround(level / 255)));
    expect([...(await store.inputs!(rows, { input }))]).toEqual(levels);
    await store.close();
  });

  it('is decoded once with all others of its field, in any number of threads', async () => {
    const store = openImages({ height: 6, width: 6, threads: 3 });
    const [first, second] = cells;
    await store.image(first!);
    for (const file of Object.values(first!.channels)) {
      await rm(file);
    }
    await rm(first!.cell!.mask!);
    expect((await store.image(second!)).height).toBe(6);
    // A cell of another field ends that.
    await store.image(cells[3]!);
    await store.image(cells[4]!);
    await expect(store.image(first!)).rejects.toThrow('a_mask.png');
    await store.close();
  });

  it('is refused if the mask changed: another size, or no such cell', async () => {
    const mask = join(folder, 'a_mask.png');
    await writeGray(mask, MASK.slice(1), { bits: 16 });
    const read = () => readCellImage(five.channels, { cell: five.cell! });
    await expect(read()).rejects.toThrow(
      `${mask}: expected a label mask of 6x8 pixels like ${five.channels.microtubules}; found 5x8`,
    );
    await writeGray(
      mask,
      MASK.map((row) => row.map(() => 7)),
    );
    await expect(read()).rejects.toThrow(
      `${mask}: expected a cell of label 5 in rows 1 to 3 and columns 1 to 2; found none`,
    );
  });
});

describe('prepare', () => {
  it('keeps field and cell, and the images of cells', async () => {
    const prepared = join(folder, 'prepared');
    await prepare(cells, { folder: prepared, height: 6, width: 6, threads: 1 });
    const opened = await openPrepared(prepared);
    expect(opened.samples.map(({ channels: _, ...sample }) => sample)).toEqual(
      cells.map(({ channels: _, ...sample }) => sample),
    );
    const expected = await readCellImage(five.channels, { height: 6, width: 6, cell: five.cell! });
    expect(await opened.images.image(opened.samples[0]!)).toEqual(expected);
    await opened.images.close();
  });

  it('prepares cells again if their mask changed', async () => {
    const prepared = join(folder, 'prepared');
    const run = async () => {
      const fields = [await writeField(folder, { id: 'b', mask: null })];
      const { samples } = await cellsOfFields(fields);
      return prepare(samples, { folder: prepared, height: 6, width: 6, threads: 1 });
    };
    expect((await run()).images).toBe(3);
    await writeGray(
      join(folder, 'b_mask.png'),
      MASK.map((row, y) => row.map((label, x) => (y === 1 && x === 1 ? 0 : label))),
      { bits: 16 },
    );
    expect((await run()).images).toBe(3);
    expect(await isPrepared(prepared)).toBe(true);
  });
});
