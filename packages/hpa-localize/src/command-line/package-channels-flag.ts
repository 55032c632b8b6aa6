import { CHANNEL_NAMES } from '@hpa/data';
import { InvalidArgumentError, Option } from 'commander';
import type { ChannelsOfPackage } from '../bioimage-io/channels-of-package.js';
import { parsePairs } from './parse-pairs.js';

/** The flag --package-channels: what a package calls our channels. */
export function packageChannelsFlag(): Option {
  return new Option(
    '--package-channels <pairs>',
    'what a bioimage.io package calls the channels, where it calls them otherwise: nucleus=DAPI,protein=GFP',
  ).argParser(parsePackageChannels);
}

function parsePackageChannels(text: string): ChannelsOfPackage {
  const pairs = parsePairs(text);
  const wrong = Object.keys(pairs).find((name) => !CHANNEL_NAMES.some((known) => known === name));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(
      `It must be pairs such as nucleus=DAPI, of ${CHANNEL_NAMES.join(', ')}; received "${text}".`,
    );
  }
  return pairs;
}
