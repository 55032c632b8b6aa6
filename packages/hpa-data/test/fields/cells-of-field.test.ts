import { describe, expect, it } from 'vitest';
import { cellsOfField, segmentCells, syntheticField } from '../../src/index.js';
import { cellsOfFields, readCellImage } from '../../src/node/index.js';
import { datasetFolder } from '../node/support/dataset-folder.js';
import { MASK, writeField } from '../node/support/write-field.js';

const [HEIGHT, WIDTH] = [MASK.length, MASK[0]!.length];
const mask = { height: HEIGHT, width: WIDTH, data: Uint16Array.from(MASK.flat()) };

describe('the cells of a field in memory', () => {
  it('are those of the files of the field, to the bit', async () => {
    const field = await writeField(await datasetFolder({}), { id: 'a' });
    const { samples } = await cellsOfFields([field], { border: 'keep' });
    const cells = cellsOfField(await readCellImage(field.channels), mask);
    expect(cells.map(({ label, box, center }) => ({ label, box, center }))).toEqual(
      samples.map(({ cell }) => ({ label: cell!.label, box: cell!.box, center: cell!.center })),
    );
    for (const [index, { channels, cell }] of samples.entries()) {
      expect(cells[index]!.image()).toEqual(await readCellImage(channels, { cell }));
      const size = { height: 7, width: 9 };
      expect(cells[index]!.image(size)).toEqual(await readCellImage(channels, { cell, ...size }));
      for (const scale of [0.1, 0.3]) {
        const scaled = { ...size, pixelSize: 0.2, scale };
        expect(cells[index]!.image(scaled)).toEqual(await readCellImage(channels, { cell, ...scaled }));
      }
    }
  });

  it('are found by segmentCells, each with its own pixels', () => {
    const { image } = syntheticField({ height: 96, width: 128, cells: 5, location: 25, seed: 1 });
    const labels = segmentCells(image);
    const cells = cellsOfField(image, { ...image, data: labels });
    expect(cells.map(({ area }) => area)).toEqual(
      cells.map(({ label }) => labels.filter((each) => each === label).length),
    );
    const brightest = (data: Uint8Array) => data.reduce((highest, level) => Math.max(highest, level), 0);
    expect(cells.map((cell) => brightest(cell.image().data) > 100)).toEqual(cells.map(() => true));
  });

  it('are refused with a mask of another size, or to a size that is none', () => {
    const image = { height: HEIGHT, width: WIDTH + 1, data: new Uint8Array(HEIGHT * (WIDTH + 1) * 4) };
    expect(() => cellsOfField(image, mask)).toThrow(
      `mask must be of ${HEIGHT}x${WIDTH + 1} pixels like the field; received ${HEIGHT}x${WIDTH}`,
    );
    const [cell] = cellsOfField(
      { height: HEIGHT, width: WIDTH, data: new Uint8Array(HEIGHT * WIDTH * 4) },
      mask,
    );
    expect(() => cell!.image({ height: 0, width: 4 })).toThrow('height must be');
    const size = { height: 4, width: 4, scale: 1 };
    expect(() => cell!.image({ ...size, pixelSize: 0 })).toThrow(
      'pixelSize must be a positive number of micrometers; received 0',
    );
    expect(() => cell!.image({ ...size, pixelSize: 1e-4 })).toThrow(
      'expected a scale at which images take at most 67108864 of its pixels; 1 micrometers a pixel take 40000x40000 of its 0.0001',
    );
  });
});
