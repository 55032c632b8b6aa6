import type { LabelMask } from './label-mask.js';
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
 * beside a cell would tell a model more than the cell.
 */
export function placeCell(
  mask: LabelMask,
  {
    cell: { label, box },
    height = 1,
    width = 1,
  }: {
    readonly cell: Pick<MeasuredCell, 'label' | 'box'>;
    /** Rows that the image is resized to afterwards. */
    readonly height?: number | undefined;
    /** Columns that the image is resized to afterwards. */
    readonly width?: number | undefined;
  },
): PlacedCell {
  const [top, left, bottom, right] = box;
  const [rows, columns] = [bottom - top, right - left];
  const shape = {
    height: Math.max(rows, Math.ceil((columns * height) / width)),
    width: Math.max(columns, Math.ceil((rows * width) / height)),
  };
  const down = Math.floor((shape.height - rows) / 2);
  const across = Math.floor((shape.width - columns) / 2);
  const origins = new Int32Array(shape.height * shape.width).fill(-1);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (top + row) * mask.width + left + column;
      if (mask.data[from] === label) {
        origins[(down + row) * shape.width + across + column] = from;
      }
    }
  }
  return { ...shape, origins };
}
