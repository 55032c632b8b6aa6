import { type CellImage, CHANNEL_NAMES, type ChannelName } from './cell-image.js';

/** What says which channels images have. */
type Channeled = Pick<CellImage, 'channels'>;

/** The names of the channels of an image, or of a store of images, in the order in which pixels hold them. */
export function listChannels({ channels = CHANNEL_NAMES }: Channeled): readonly ChannelName[] {
  return channels;
}

/** Says which channels images have, which goes without saying of the four of the Human Protein Atlas in their order. */
export function sayChannels(channels: readonly ChannelName[]): Channeled {
  return areAtlasChannels(channels) ? {} : { channels };
}

/** Whether a channel is one of the four of the Human Protein Atlas. */
export function isAtlasChannel(channel: ChannelName): boolean {
  return CHANNEL_NAMES.some((name) => name === channel);
}

/** Channels in the order of the Human Protein Atlas, and after them others as they come; each once. */
export function orderChannels(channels: Iterable<ChannelName>): readonly ChannelName[] {
  const names = new Set(channels);
  return [...new Set([...CHANNEL_NAMES.filter((name) => names.has(name)), ...names])];
}

/** Whether channels are the four of the Human Protein Atlas, in their order. */
export function areAtlasChannels(channels: readonly ChannelName[]): boolean {
  return channels.length === CHANNEL_NAMES.length && CHANNEL_NAMES.every((name, at) => channels[at] === name);
}
