import type { Sample } from '../sample.js';
import type { LabelMask } from './label-mask.js';

/** A cell of a label mask. */
export interface MeasuredCell extends Omit<NonNullable<Sample['cell']>, 'mask'> {
  /** Number of its pixels. */
  readonly area: number;
  /** Whether it touches the border of the field, which may cut it off. */
  readonly atBorder: boolean;
}

/** Measures the cells of a label mask, in order of label. */
export function measureCells({ height, width, data }: LabelMask): MeasuredCell[] {
  const cells = new Map<number, Extent>();
  let label = 0;
  let cell: Extent | undefined;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const here = data[at]!;
      // Neighbors are nearly always of one cell: a lookup for each pixel would take most of the time.
      if (here !== label) {
        label = here;
        cell = here === 0 ? undefined : (cells.get(here) ?? startAt(row, column));
        if (cell !== undefined) {
          cells.set(here, cell);
        }
      }
      if (cell !== undefined) {
        cell.area++;
        cell.rows += row;
        cell.columns += column;
        cell.bottom = row + 1;
        cell.left = Math.min(cell.left, column);
        cell.right = Math.max(cell.right, column + 1);
      }
    }
  }
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([value, { area, top, left, bottom, right, rows, columns }]) => ({
      label: value,
      box: [top, left, bottom, right],
      center: [rows / area, columns / area],
      area,
      atBorder: top === 0 || left === 0 || bottom === height || right === width,
    }));
}

/** What is known of a cell while its pixels are counted, row by row. */
interface Extent {
  readonly top: number;
  left: number;
  bottom: number;
  right: number;
  area: number;
  /** The sum of the rows of its pixels. */
  rows: number;
  /** The sum of the columns of its pixels. */
  columns: number;
}

function startAt(row: number, column: number): Extent {
  return { top: row, left: column, bottom: row + 1, right: column + 1, area: 0, rows: 0, columns: 0 };
}
