import { expect, it } from 'vitest';
import { nearestCells } from '../../browser/src/answering/nearest-cells.js';

it('the nearest cells are those of the nearest features, at most five, without the cell itself', () => {
  const at = (...features: number[]) => ({ features: Float32Array.from(features) });
  const known = new Map([
    ['a', at(0, 0)],
    ['b', at(3, 4)],
    ['c', at(1, 0)],
    ['d', at(0, 2)],
    ['e', at(9, 9)],
    ['f', at(-1, -1)],
    ['g', at(0, 4)],
  ]);
  expect(nearestCells('a', known)).toEqual(['c', 'f', 'd', 'g', 'b']);
  expect(nearestCells('unknown', known)).toEqual([]);
});
