/**
 * Which cell each pixel of a field is of.
 *
 * @inline
 */
export interface LabelMask {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /** Row by row: 0 for the background, and for each cell a value of its own. */
  readonly data: Uint8Array | Uint16Array | Uint32Array | Int32Array;
}
