import type { MeasuredCell } from './measure-cells.js';

/** How the image of a cell, or a whole image, is placed before it is resized. */
export interface Framing {
  /** Rows that the image is resized to afterwards; if it keeps its size, nothing else is looked at. */
  readonly height?: number | undefined;
  /** Columns that the image is resized to afterwards. */
  readonly width?: number | undefined;
  /** Micrometers along a pixel, if they are known. */
  readonly pixelSize?: number | undefined;
  /** Micrometers along a pixel of the resized image, if it is to have a scale. */
  readonly scale?: number | undefined;
}

/**
 * Says how many pixels are resized to an image of `height` by `width`. Where both sizes of pixels are known, as many as bring one to the
 * other; otherwise the smallest rectangle of that shape that holds a box.
 */
export function frameOf(
  [top, left, bottom, right]: MeasuredCell['box'],
  { height, width, pixelSize, scale }: Framing,
): { readonly height: number; readonly width: number } {
  if (height !== undefined && width !== undefined && pixelSize !== undefined && scale !== undefined) {
    const pixels = (side: number): number => Math.max(1, Math.round((side * scale) / pixelSize));
    return { height: pixels(height), width: pixels(width) };
  }
  const [rows, columns] = [bottom - top, right - left];
  const [down, across] = [height ?? 1, width ?? 1];
  return {
    height: Math.max(rows, Math.ceil((columns * down) / across)),
    width: Math.max(columns, Math.ceil((rows * across) / down)),
  };
}
