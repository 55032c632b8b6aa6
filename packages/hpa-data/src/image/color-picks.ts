import type { AtlasChannel, ChannelName } from './cell-image.js';

/** Gives the level of a channel at the pixel whose first component lies at `at`. */
export type Pick = (levels: ArrayLike<number>, at: number) => number;

/** How a colored picture shows a channel of the Atlas: in the component of its color, yellow being red and green. */
const ATLAS_PICKS: Readonly<Record<AtlasChannel, Pick>> = {
  microtubules: (levels, at) => levels[at]!,
  protein: (levels, at) => levels[at + 1]!,
  nucleus: (levels, at) => levels[at + 2]!,
  er: (levels, at) => (levels[at]! + levels[at + 1]!) / 2,
};

const PICKS: ReadonlyMap<ChannelName, Pick> = new Map(Object.entries(ATLAS_PICKS));

/** Of another channel the color is not known: whatever it is, its brightest component is the level. */
const brightest: Pick = (levels, at) => Math.max(levels[at]!, levels[at + 1]!, levels[at + 2]!);

/** How a colored picture shows a channel. */
export function colorPick(name: ChannelName): Pick {
  return PICKS.get(name) ?? brightest;
}
