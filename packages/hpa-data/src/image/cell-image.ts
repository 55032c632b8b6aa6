/**
 * What the four stains of a Human Protein Atlas picture show, in the order in which {@link CellImage}
 * interleaves them.
 */
export const channelNames = ['microtubules', 'protein', 'nucleus', 'er'] as const;

/**
 * One of the four stains: microtubules (red), protein (green), nucleus (blue), endoplasmic reticulum
 * (yellow).
 */
export type ChannelName = (typeof channelNames)[number];

/**
 * An 8-bit picture of stained cells: `data` is [height, width, 4], interleaved in the order of
 * {@link channelNames}.
 */
export interface CellImage {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /** Grey levels in [0, 255]; pixel (y, x) of channel c lies at `(y * width + x) * 4 + c`. */
  readonly data: Uint8Array;
}
