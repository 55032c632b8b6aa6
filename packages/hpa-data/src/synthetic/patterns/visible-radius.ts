import type { CellShape } from '../drawing/cell-shape.js';

/** A radius given as a share of the cell's, but not so small that it falls between the pixels. */
export function visibleRadius({ radius, size }: CellShape, share: number): number {
  return Math.max(radius * share, 0.45 / size);
}
