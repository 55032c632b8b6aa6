import { describe, expect, it } from 'vitest';
import { matchCells } from '../support/match-cells.js';
import { drawMask } from './draw-mask.js';

describe('matchCells', () => {
  const truth = drawMask(['1111..2222', '1111..2222', '..........', '33..44....']).labels;
  const nuclei = drawMask(['.11....22.', '..........', '..........', '3...4.....']).labels;
  const match = (rows: readonly string[]) => matchCells({ truth, nuclei, found: drawMask(rows).labels });

  it('matches a mask with itself', () => {
    expect(matchCells({ truth, nuclei, found: truth })).toEqual({
      cells: 4,
      meanIou: 1,
      missed: [],
      merged: [],
      extra: [],
      lost: 0,
    });
  });

  it('averages the intersection over union of those that match, whatever their numbers', () => {
    // 6 of 8, 8 of 12, 2 of 2 and 2 of 2.
    const { meanIou, lost } = match(['222...1111', '222...1111', '......1111', '88..99....']);
    expect(lost).toBe(0);
    expect(meanIou).toBeCloseTo((6 / 8 + 8 / 12 + 2 / 2 + 2 / 2) / 4, 10);
  });

  it('says which are missed, and which regions are none', () => {
    // 4 of 8 is not more than half.
    const { missed, extra, lost } = match(['11....2222', '11....2222', '.....5....', '33........']);
    expect(missed).toEqual([1, 4]);
    expect(extra).toEqual([1, 5]);
    expect(lost).toBe(0.5);
  });

  it('counts cells whose nuclei are in one region as merged, even if one of them matches', () => {
    const { merged, missed, lost } = match(['1111......', '1111......', '..........', '5555555...']);
    expect(merged).toEqual([3, 4]);
    expect(missed).toEqual([2, 3, 4]);
    expect(lost).toBe(0.75);
  });

  it('has no mean if nothing matches', () => {
    expect(match(['..........', '..........', '..........', '..........'])).toMatchObject({
      meanIou: Number.NaN,
      missed: [1, 2, 3, 4],
      lost: 1,
    });
  });
});
