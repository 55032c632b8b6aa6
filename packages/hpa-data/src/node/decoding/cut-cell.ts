import type { LabelMask } from '../../fields/label-mask.js';
import { placeCell } from '../../fields/place-cell.js';
import type { Sample } from '../../sample.js';
import type { Plane } from './plane.js';

/** A decoded field, and which of its pixels are of which cell. */
export interface Field {
  /** One of its files, for errors. */
  readonly file: string;
  /** Its channels, all of one size. */
  readonly planes: readonly Plane[];
  readonly mask: LabelMask;
}

/**
 * Cuts a cell from its field, as {@link placeCell} places it.
 *
 * @returns The channels of the cell.
 * @throws Error naming the mask if its size is not that of the field, or no pixel of the box has the label of the cell.
 */
export function cutCell(
  { file, planes, mask }: Field,
  {
    cell,
    height,
    width,
  }: {
    readonly cell: NonNullable<Sample['cell']>;
    /** Rows that the image is resized to afterwards. */
    readonly height?: number | undefined;
    /** Columns that the image is resized to afterwards. */
    readonly width?: number | undefined;
  },
): Plane[] {
  requireSameSize(mask, { ...planes[0]!, file, maskFile: cell.mask });
  const { origins, ...shape } = placeCell(mask, { cell, height, width });
  if (origins.every((from) => from < 0)) {
    const [top, left, bottom, right] = cell.box;
    throw new Error(
      `${cell.mask}: expected a cell of label ${cell.label} in rows ${top} to ${bottom - 1} and columns ${left} to ${right - 1}; found none`,
    );
  }
  return planes.map((plane): Plane => {
    if ('levelAt' in plane) {
      const levelAt = (pixel: number): number => {
        const from = origins[pixel]!;
        return from < 0 ? 0 : plane.levelAt(from);
      };
      return { ...plane, ...shape, levelAt };
    }
    const data = new Uint8Array(origins.length);
    for (let to = 0; to < origins.length; to++) {
      const from = origins[to]!;
      data[to] = from < 0 ? 0 : plane.data[from]!;
    }
    return { ...shape, data };
  });
}

interface Sides {
  readonly height: number;
  readonly width: number;
}

/**
 * Requires that a label mask covers its field.
 *
 * @throws Error naming both files if their sizes differ.
 */
export function requireSameSize(
  mask: Sides,
  { height, width, file, maskFile }: Sides & { readonly file: string; readonly maskFile: string },
): void {
  if (mask.height !== height || mask.width !== width) {
    throw new Error(
      `${maskFile}: expected a label mask of ${height}x${width} pixels like ${file}; found ${mask.height}x${mask.width}`,
    );
  }
}
