import { type Framing, frameOf } from '../../fields/frame-of.js';
import type { LabelMask } from '../../fields/label-mask.js';
import { labelRuns } from '../../fields/label-runs.js';
import { type PlacedCell, placeCell } from '../../fields/place-cell.js';
import { requireFrame } from '../../fields/require-frame.js';
import type { Sample } from '../../sample.js';
import type { Plane } from './plane.js';

/** A decoded field, and which of its pixels are of which cell. */
export interface Field {
  /** One of its files, for errors. */
  readonly file: string;
  /** Its channels, all of one size. */
  readonly planes: readonly Plane[];
  /** Absent if its cells were found in it: they know their pixels. */
  readonly mask?: LabelMask | undefined;
}

/**
 * Cuts a cell from its field, as {@link placeCell} places it.
 *
 * @returns The channels of the cell.
 * @throws Error naming the mask if its size is not that of the field, or no pixel of the box has the label of the cell; or naming the
 * field if a cell that was found in it reaches beyond it.
 */
export function cutCell(
  { file, planes, mask }: Field,
  { cell, ...framing }: Framing & { readonly cell: NonNullable<Sample['cell']> },
): Plane[] {
  const { box } = cell;
  requireFrame(frameOf(box, framing), { ...framing, file });
  const field = planes[0]!;
  const runs =
    mask === undefined ? foundRuns(cell, { ...field, file }) : maskedRuns(cell, { mask, file, field });
  return takePixels(planes, placeCell(runs, { box, fieldWidth: field.width, ...framing }));
}

/**
 * Places a whole image in the middle of a black one that is resized without changing its shape: of the scale that is asked for if the size
 * of its pixels is known, cropped where it is larger, and otherwise the smallest that holds it.
 *
 * @returns Its channels; as they are if nothing is to be added or cut off.
 */
export function frameImage({ file, planes }: Omit<Field, 'mask'>, framing: Framing): readonly Plane[] {
  const { height, width } = planes[0]!;
  const box = [0, 0, height, width] as const;
  const frame = frameOf(box, framing);
  if (frame.height === height && frame.width === width) {
    return planes;
  }
  requireFrame(frame, { ...framing, file });
  const rows = Array.from({ length: height }, (_, row) => [row, 0, width]);
  return takePixels(planes, placeCell(rows.flat(), { box, fieldWidth: width, ...framing }));
}

/** The pixels of the planes that a placed image has. */
function takePixels(planes: readonly Plane[], { origins, ...shape }: PlacedCell): Plane[] {
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

type Cell = NonNullable<Sample['cell']>;

/** The pixels of a cell that was found in its field. */
function foundRuns(
  { runs, label }: Cell,
  { file, height, width }: Sides & { readonly file: string },
): Uint32Array {
  if (runs === undefined) {
    throw new Error(`${file}: expected the label mask of cell ${label}, or its pixels; it has neither`);
  }
  for (let at = 0; at < runs.length; at += 3) {
    if (runs[at]! >= height || runs[at + 2]! > width) {
      throw new Error(
        `${file}: expected an image that holds row ${runs[at]} and column ${runs[at + 2]! - 1}, where a cell was found; it is now ${height}x${width}`,
      );
    }
  }
  return runs;
}

/** The pixels of a cell by a label mask. */
function maskedRuns(
  { mask: maskFile = 'the label mask', label, box: [top, left, bottom, right] }: Cell,
  { mask, file, field }: { readonly mask: LabelMask; readonly file: string; readonly field: Sides },
): number[] {
  const { height, width } = field;
  requireSameSize(mask, { height, width, file, maskFile });
  const runs = labelRuns(mask, { label, box: [top, left, bottom, right] });
  if (runs.length === 0) {
    throw new Error(
      `${maskFile}: expected a cell of label ${label} in rows ${top} to ${bottom - 1} and columns ${left} to ${right - 1}; found none`,
    );
  }
  return runs;
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
