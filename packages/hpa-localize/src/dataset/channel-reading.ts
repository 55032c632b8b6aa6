import type { ChannelName } from '@hpa/data';

/** Colors of the samples of a pixel. */
const RGB = ['red', 'green', 'blue'];

/**
 * How the channels of images are read from files, for `openImages`, `measureLevels` and `prepare` of @hpa/data: those that were said, in
 * their order, which is that of the pages of a file too. Where they are called by colors, a colored image shows them in these.
 */
export function channelReading({
  channels,
  channelOrder,
}: {
  /** What files call the channels; undefined for the four of the Atlas. */
  readonly channels?: Readonly<Record<ChannelName, string>> | undefined;
  /** The channels in the samples of a pixel, if it was said. */
  readonly channelOrder?: readonly ChannelName[] | undefined;
}): {
  readonly channels?: readonly ChannelName[];
  readonly pageOrder?: readonly ChannelName[];
  readonly channelOrder: readonly ChannelName[] | undefined;
} {
  if (channels === undefined) {
    return { channelOrder };
  }
  const names = Object.keys(channels);
  const colors = Object.values(channels).map((word) => word.toLowerCase());
  const inColors = RGB.map((color) => names[colors.indexOf(color)] ?? color);
  const isColored = colors.every((color) => RGB.includes(color));
  return {
    channels: names,
    pageOrder: names,
    channelOrder: channelOrder ?? (isColored ? inColors : undefined),
  };
}
