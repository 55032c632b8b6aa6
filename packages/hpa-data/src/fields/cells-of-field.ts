import { type CellImage, CHANNEL_NAMES } from '../image/cell-image.js';
import { stretchCell } from '../image/stretch-cell.js';
import { requireInteger } from '../require-integer.js';
import { type Framing, frameOf } from './frame-of.js';
import type { LabelMask } from './label-mask.js';
import { labelRuns } from './label-runs.js';
import { measureCells } from './measure-cells.js';
import { placeCell } from './place-cell.js';
import { requireFrame } from './require-frame.js';

/**
 * Finds the cells of one field in memory by its label mask, such as that of `segmentCells`: in browsers what `cellsOfFields` and
 * `readCellImage` of `@hpa/data/node` do with files.
 *
 * @returns The cells in the order of their labels, those at the border included. `image` cuts one out: its pixels lie in the middle of
 * a black square or, with a size, of a rectangle of that shape; other cells and the background are black. With a `scale` and the
 * `pixelSize` of the field, both in micrometers, it is brought to that scale: padded, or cropped round the middle of its box.
 * @throws RangeError if the mask has another size than the image.
 *
 * @example
 * import { cellsOfField, segmentCells, syntheticField } from '@hpa/data';
 * const { image } = syntheticField({ height: 96, width: 128, cells: 5, location: 25, seed: 1 });
 * const cells = cellsOfField(image, { ...image, data: segmentCells(image) });
 * const inside = cells.find(({ atBorder }) => !atBorder);
 * inside.image({ height: 64, width: 64 }).data.length; // 16384
 */
export function cellsOfField(
  field: CellImage,
  mask: LabelMask,
): {
  /** The value of the cell in the mask. */
  readonly label: number;
  /** The smallest box round the cell, in pixels; bottom and right are the first row and column beyond it. */
  readonly box: readonly [top: number, left: number, bottom: number, right: number];
  /** The mean row and column of the pixels of the cell, from 0. */
  readonly center: readonly [row: number, column: number];
  /** Number of its pixels. */
  readonly area: number;
  /** Whether it touches the border of the field, which may cut it off. */
  readonly atBorder: boolean;
  /**
   * Cuts the cell out, and resizes it if a size is given, in pixels; a RangeError if that is no size, or the scale is not positive or would
   * take more than 67,108,864 pixels of the field.
   */
  image(size?: {
    readonly height: number;
    readonly width: number;
    /** Micrometers along a pixel of the field, if they are known. */
    readonly pixelSize?: number | undefined;
    /** Micrometers along a pixel of the image; by default the cell fills it. */
    readonly scale?: number | undefined;
  }): CellImage;
}[] {
  if (mask.height !== field.height || mask.width !== field.width) {
    throw new RangeError(
      `mask must be of ${field.height}x${field.width} pixels like the field; received ${mask.height}x${mask.width}`,
    );
  }
  return measureCells(mask).map((cell) => ({
    ...cell,
    image: (size) => {
      if (size !== undefined) {
        requireSize(size);
        requireFrame(frameOf(cell.box, size), size);
      }
      const cut = takePixels(
        field,
        placeCell(labelRuns(mask, cell), { ...cell, fieldWidth: field.width, ...size }),
      );
      return size === undefined ? cut : stretchCell(cut, size);
    },
  }));
}

function requireSize({
  height,
  width,
  pixelSize,
  scale,
}: Framing & { readonly height: number; readonly width: number }): void {
  for (const [name, value] of Object.entries({ height, width })) {
    requireInteger(value, { name, minimum: 1 });
  }
  for (const [name, value] of Object.entries({ pixelSize, scale })) {
    if (value !== undefined && !(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${name} must be a positive number of micrometers; received ${value}`);
    }
  }
}

function takePixels(
  { data }: CellImage,
  { height, width, origins }: ReturnType<typeof placeCell>,
): CellImage {
  const count = CHANNEL_NAMES.length;
  const taken = new Uint8Array(origins.length * count);
  for (const [to, from] of origins.entries()) {
    for (let channel = 0; from >= 0 && channel < count; channel++) {
      taken[to * count + channel] = data[from * count + channel]!;
    }
  }
  return { height, width, data: taken };
}
