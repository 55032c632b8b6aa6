/** One decoded channel. */
export interface GreyImage {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /** Grey levels in [0, 255], row by row. */
  readonly data: Uint8Array;
}
