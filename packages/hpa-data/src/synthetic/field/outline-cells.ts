import { labelRegions } from '../../segmentation/label-regions.js';
import { type PlacedCell, sharedRows } from './place-cells.js';

/** Whose each pixel of a field is: the numbers of the cells, from 1, row by row; 0 is the background. */
export interface FieldMasks {
  /** Whole cells. */
  readonly mask: Int32Array<ArrayBuffer>;
  /** Their nuclei. */
  readonly nuclei: Int32Array<ArrayBuffer>;
}

/**
 * Gives each pixel to one cell. Where cells overlap, a nucleus comes first, then the cell in which the pixel lies deeper, as
 * if the cells pressed on each other. Parts that this cuts off from the rest of their cell are background.
 */
export function outlineCells(
  cells: readonly PlacedCell[],
  { height, width }: { readonly height: number; readonly width: number },
): FieldMasks {
  const mask = new Int32Array(height * width);
  const nuclei = new Int32Array(height * width);
  const ranks = new Float32Array(height * width).fill(1);
  for (const [index, cell] of cells.entries()) {
    const { rim, envelope } = cell.shape;
    for (const { field, square, length } of sharedRows(cell, { height, width })) {
      for (let x = 0; x < length; x++) {
        const inNucleus = envelope.values[square + x]! <= 1;
        const rank = inNucleus ? envelope.values[square + x]! - 1 : rim.values[square + x]!;
        if (rank < ranks[field + x]!) {
          ranks[field + x] = rank;
          mask[field + x] = index + 1;
          nuclei[field + x] = inNucleus ? index + 1 : 0;
        }
      }
    }
  }
  for (const [index, cell] of cells.entries()) {
    keepLargestPart(mask, { label: index + 1, cell, height, width });
  }
  return { mask, nuclei: nuclei.map((label, at) => (mask[at] === label ? label : 0)) };
}

function keepLargestPart(
  mask: Int32Array,
  {
    label,
    cell,
    height,
    width,
  }: {
    readonly label: number;
    readonly cell: PlacedCell;
    readonly height: number;
    readonly width: number;
  },
): void {
  const { size } = cell.shape;
  const members = new Uint8Array(size * size);
  const rows = sharedRows(cell, { height, width });
  for (const { field, square, length } of rows) {
    for (let x = 0; x < length; x++) {
      members[square + x] = mask[field + x] === label ? 1 : 0;
    }
  }
  const { labels, areas } = labelRegions(members, { height: size, width: size });
  const largest = areas.indexOf(Math.max(...areas));
  for (const { field, square, length } of rows) {
    for (let x = 0; x < length; x++) {
      if (labels[square + x] !== 0 && labels[square + x] !== largest) {
        mask[field + x] = 0;
      }
    }
  }
}
