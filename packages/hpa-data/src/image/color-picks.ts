import type { ChannelName } from './cell-image.js';

/** Gives the level of a channel at the pixel whose first component lies at `at`. */
export type Pick = (levels: ArrayLike<number>, at: number) => number;

/** How a colored picture shows each channel: in the component of its color, yellow being red and green. */
export const COLOR_PICKS: Readonly<Record<ChannelName, Pick>> = {
  microtubules: (levels, at) => levels[at]!,
  protein: (levels, at) => levels[at + 1]!,
  nucleus: (levels, at) => levels[at + 2]!,
  er: (levels, at) => (levels[at]! + levels[at + 1]!) / 2,
};
