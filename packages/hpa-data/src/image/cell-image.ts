/** The four channels of a Human Protein Atlas image, in the order in which a {@link CellImage} interleaves them. */
export const CHANNEL_NAMES = ['microtubules', 'protein', 'nucleus', 'er'] as const;

/** One of the four channels: microtubules, protein, nucleus, endoplasmic reticulum. */
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** The color in which the Human Protein Atlas shows each channel, and by which it names the files. */
export const CHANNEL_COLORS: Readonly<Record<ChannelName, string>> = {
  microtubules: 'red',
  protein: 'green',
  nucleus: 'blue',
  er: 'yellow',
};

/** An 8-bit image of stained cells, interleaved in the order of {@link CHANNEL_NAMES}. */
export interface CellImage {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /** Gray levels in [0, 255]; pixel (y, x) of channel c lies at `(y * width + x) * 4 + c`. */
  readonly data: Uint8Array;
}
