/** One stain while it is being drawn: size x size intensities, 0 being dark, row by row. */
export interface Plane {
  /** Height and width in pixels. */
  readonly size: number;
  /** Intensities; pixel (y, x) lies at `y * size + x`. */
  readonly values: Float32Array;
}

/** Starts a dark plane. */
export function plane(size: number): Plane {
  return { size, values: new Float32Array(size * size) };
}

/** A place in the picture, in shares of its width and height from the upper left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
