import type { GrayImage } from './gray-image.js';

/** A decoded channel: as it is stored, in 8 bits, or of levels that are scaled to them. */
export type Plane = GrayImage | ScaledPlane;

/** A channel whose samples become levels when they are asked for, so that they take no more memory than in the file. */
export interface ScaledPlane {
  /** Where they are from, for errors. */
  readonly file: string;
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /** Gives the level of a pixel, counted row by row, in [0, 255] and not rounded; throws an Error if its sample means none. */
  readonly levelAt: (pixel: number) => number;
}
