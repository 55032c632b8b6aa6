/** One channel while it is drawn: size x size intensities, row by row; 0 is dark. */
export interface Plane {
  /** Height and width in pixels. */
  readonly size: number;
  /** Intensities; pixel (y, x) is at index `y * size + x`. */
  readonly values: Float32Array;
}

/** Creates a dark plane. */
export function plane(size: number): Plane {
  return { size, values: new Float32Array(size * size) };
}

/** A point of the image, as shares of its width and height from the upper left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
