/** The four channels of a Human Protein Atlas image, in the order in which a {@link CellImage} interleaves them. */
export const CHANNEL_NAMES = ['microtubules', 'protein', 'nucleus', 'er'] as const;

/** One of the four channels of the Human Protein Atlas. */
export type AtlasChannel = (typeof CHANNEL_NAMES)[number];

/**
 * The name of a channel: one of {@link CHANNEL_NAMES} (microtubules, protein, nucleus, endoplasmic reticulum), or any other, such as
 * `actin`. It begins and ends with a letter or digit; between them, spaces, dots, hyphens and underscores may stand too.
 */
export type ChannelName = string;

/** The color in which the Human Protein Atlas shows each channel, and by which it names the files. */
export const CHANNEL_COLORS: Readonly<Record<AtlasChannel, string>> = {
  microtubules: 'red',
  protein: 'green',
  nucleus: 'blue',
  er: 'yellow',
};

/** An 8-bit image of stained cells, its channels interleaved. */
export interface CellImage {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  /** Names of its channels, one to eight, in the order of `data`; where absent, they are {@link CHANNEL_NAMES}. */
  readonly channels?: readonly ChannelName[];
  /** Gray levels in [0, 255]; pixel (y, x) of channel c of C lies at `(y * width + x) * C + c`. */
  readonly data: Uint8Array;
}
