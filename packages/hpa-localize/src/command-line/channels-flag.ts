import { CHANNEL_NAMES, type ChannelName } from '@hpa/data';
import { InvalidArgumentError, Option } from 'commander';
import type { ChannelsOfPackage } from '../bioimage-io/channels-of-package.js';

/** The flag --channels: what a package calls our channels. */
export function channelsFlag(): Option {
  return new Option(
    '--channels <pairs>',
    'what a bioimage.io package calls the channels, where it calls them otherwise: nucleus=DAPI,protein=GFP',
  ).argParser(parseChannels);
}

function parseChannels(text: string): ChannelsOfPackage {
  const channels: Partial<Record<ChannelName, string>> = {};
  for (const pair of text.split(',')) {
    const [word = '', ...rest] = pair.split('=');
    const channel = CHANNEL_NAMES.find((name) => name === word.trim());
    const name = rest.join('=').trim();
    if (channel === undefined || name === '') {
      throw new InvalidArgumentError(
        `It must be pairs such as nucleus=DAPI, of ${CHANNEL_NAMES.join(', ')}; received "${pair.trim()}".`,
      );
    }
    if (channels[channel] !== undefined) {
      throw new InvalidArgumentError(`Channel ${channel} occurs twice in "${text}".`);
    }
    channels[channel] = name;
  }
  return channels;
}
