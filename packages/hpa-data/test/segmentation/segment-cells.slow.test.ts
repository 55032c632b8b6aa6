import { describe, expect, it } from 'vitest';
import { segmentCells, syntheticField } from '../../src/index.js';
import { type CellMatches, matchCells } from '../support/match-cells.js';

// The measurement of the README: fields of unlike size and crowding, on none of which a parameter was chosen.
const FIELDS = [
  { height: 512, width: 512, cells: 40, crowding: 0.5, seed: 1 },
  { height: 512, width: 512, cells: 40, crowding: 0.8, seed: 2 },
  { height: 512, width: 512, cells: 40, crowding: 1, seed: 3 },
  { height: 512, width: 512, cells: 80, crowding: 1.1, seed: 4 },
  { height: 400, width: 600, cells: 36, crowding: 1.2, seed: 5 },
  { height: 256, width: 256, cells: 16, crowding: 0.9, seed: 6 },
  { height: 768, width: 768, cells: 24, crowding: 0.8, seed: 7 },
] as const;

interface Measured extends CellMatches {
  readonly name: string;
}

describe('segmentCells on synthetic fields', () => {
  const measured: Measured[] = [];

  it.each(FIELDS)('has a mean IoU of at least 0.75: %o', (options) => {
    const { height, width, cells, crowding } = options;
    const { image, mask, nuclei } = syntheticField({ ...options, location: 25 });
    const matches = matchCells({ truth: mask, nuclei, found: segmentCells(image) });
    const name = `${height} x ${width}, ${cells} cells, crowding ${crowding}`;
    measured.push({ name, ...matches });
    expect(matches.meanIou).toBeGreaterThanOrEqual(0.75);
  });

  it('loses at most 5 % of all cells', () => {
    for (const { name, meanIou, missed, merged, extra } of measured) {
      console.log(
        `${name}: IoU ${meanIou.toFixed(3)}, missed ${missed.length}, merged ${merged.length}, extra ${extra.length}`,
      );
    }
    const sum = (countOf: (field: Measured) => number) =>
      measured.reduce((total, field) => total + countOf(field), 0);
    const cells = sum((field) => field.cells);
    const matched = sum((field) => field.cells - field.missed.length);
    const meanIou = sum((field) => field.meanIou * (field.cells - field.missed.length)) / matched;
    const lost = sum((field) => field.lost * field.cells) / cells;
    console.log(`all ${cells}: IoU ${meanIou.toFixed(3)}, missed or merged ${(100 * lost).toFixed(1)} %`);
    expect(cells).toBe(276);
    expect(lost).toBeLessThanOrEqual(0.05);
  });
});
