import { ORIENTATIONS, type Orientation } from '../image/orient-image.js';
import { CHANNEL_WORDS, DIRECTIONS, type Fingerprint, GRID_PAIRS, GRID_SIDE } from './fingerprint-cell.js';

/** The fingerprint of an image that is turned or mirrored: each step between grid cells moves with the cells. */
export function turnFingerprint(fingerprint: Fingerprint, orientation: Orientation): Fingerprint {
  const places = PLACES[orientation]!;
  const turned = new Uint32Array(fingerprint.length);
  for (const [index, word] of fingerprint.entries()) {
    const start = Math.floor(index / CHANNEL_WORDS) * CHANNEL_WORDS * 32;
    for (let rest = word; rest !== 0; rest &= rest - 1) {
      const bit = index * 32 + 31 - Math.clz32(rest & -rest);
      const place = start + places[bit - start]!;
      turned[place >> 5]! |= 1 << (place & 31);
    }
  }
  return turned;
}

/** A cell of the grid. */
type Cell = readonly [row: number, column: number];

/** Where each bit of a channel goes in each orientation. */
const PLACES: readonly Uint16Array[] = ORIENTATIONS.map((orientation) =>
  new Uint16Array(DIRECTIONS * GRID_PAIRS).map((_, bit) => {
    const [from, to] = stepOf(bit);
    return bitOf(turnCell(from, orientation), turnCell(to, orientation));
  }),
);

/** The step between cells that a bit of a channel tells of. */
function stepOf(bit: number): readonly [from: Cell, to: Cell] {
  const direction = Math.floor(bit / GRID_PAIRS);
  const pair = bit % GRID_PAIRS;
  const alongRow = direction < 2;
  const width = alongRow ? GRID_SIDE - 1 : GRID_SIDE;
  const [row, column]: Cell = [Math.floor(pair / width), pair % width];
  const neighbor: Cell = alongRow ? [row, column + 1] : [row + 1, column];
  return direction % 2 === 0 ? [[row, column], neighbor] : [neighbor, [row, column]];
}

function bitOf(from: Cell, to: Cell): number {
  const alongRow = from[0] === to[0];
  const width = alongRow ? GRID_SIDE - 1 : GRID_SIDE;
  const pair = Math.min(from[0], to[0]) * width + Math.min(from[1], to[1]);
  const backward = from[0] > to[0] || from[1] > to[1];
  return ((alongRow ? 0 : 2) + (backward ? 1 : 0)) * GRID_PAIRS + pair;
}

function turnCell([row, column]: Cell, orientation: Orientation): Cell {
  const [y, x] = orientation & 4 ? [column, row] : [row, column];
  const last = GRID_SIDE - 1;
  return [orientation & 2 ? last - y : y, orientation & 1 ? last - x : x];
}
