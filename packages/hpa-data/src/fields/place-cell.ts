import { type Framing, frameOf } from './frame-of.js';
import type { MeasuredCell } from './measure-cells.js';

/** Where each pixel of the image of a cell is in its field. */
export interface PlacedCell {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /** By pixel, row by row, the pixel of the field; -1 where the image is black. */
  readonly origins: Int32Array;
}

/**
 * Places a cell of a field in an image of its own: its pixels lie in the middle of a black square or, with `height` and `width`, of the
 * smallest rectangle of their shape that holds its box. Pixels of other cells and of the background are black too, since what lies
 * beside a cell would tell a model more than the cell. Where a scale is asked for, the image is as large as the scale says: a larger cell is
 * cropped round the middle of its box.
 *
 * @param runs - The pixels of the cell, as `runs` of a sample has them.
 */
export function placeCell(
  runs: ArrayLike<number>,
  {
    box: [top, left, bottom, right],
    fieldWidth,
    ...framing
  }: Pick<MeasuredCell, 'box'> &
    Framing & {
      /** Columns of the field, in pixels. */
      readonly fieldWidth: number;
    },
): PlacedCell {
  const [rows, columns] = [bottom - top, right - left];
  const shape = frameOf([top, left, bottom, right], framing);
  const down = Math.floor((shape.height - rows) / 2);
  const across = Math.floor((shape.width - columns) / 2);
  const origins = new Int32Array(shape.height * shape.width).fill(-1);
  for (let at = 0; at < runs.length; at += 3) {
    const [row, first, beyond] = [runs[at]!, runs[at + 1]!, runs[at + 2]!];
    const to = down + row - top;
    const [start, end] = [Math.max(first, left - across), Math.min(beyond, left - across + shape.width)];
    for (let column = start; column < end && to >= 0 && to < shape.height; column++) {
      origins[to * shape.width + across - left + column] = row * fieldWidth + column;
    }
  }
  return { ...shape, origins };
}
