import type { ChannelName } from './cell-image.js';

/** Maximum number of channels of an image. */
const MAXIMUM_CHANNELS = 8;

/** What is left out of names has a meaning in the planes of models and in flags: sums, halves, pairs and lists. */
const CHANNEL_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]*[\p{L}\p{N}])?$/u;

/** Whether a word can be the name of a channel. */
export function isChannelName(word: string): boolean {
  return CHANNEL_NAME.test(word) && !(word in Object.prototype);
}

/**
 * Returns the names of the channels of images if images can have them.
 *
 * @throws RangeError if they are not one to eight, one is no name, or two differ in the case of their letters alone.
 */
export function requireChannels(
  channels: readonly ChannelName[],
  { name = 'channels' }: { readonly name?: string } = {},
): readonly ChannelName[] {
  if (channels.length === 0 || channels.length > MAXIMUM_CHANNELS) {
    throw new RangeError(
      `${name} must be 1 to ${MAXIMUM_CHANNELS} names; received ${channels.length}: ${channels.join(', ')}`,
    );
  }
  const wrong = channels.find((channel) => !isChannelName(channel));
  if (wrong !== undefined) {
    throw new RangeError(
      `each of ${name} must be a name of letters, digits, spaces, dots, hyphens and underscores; received ${JSON.stringify(wrong)}`,
    );
  }
  const lower = channels.map((channel) => channel.toLowerCase());
  const again = channels.find((_, at) => lower.indexOf(lower[at]!) < at);
  if (again !== undefined) {
    throw new RangeError(`${name} must differ; received ${again} twice among ${channels.join(', ')}`);
  }
  return channels;
}
