/** One decoded channel. */
export interface GrayImage {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /** Gray levels in [0, 255], row by row. */
  readonly data: Uint8Array;
}
