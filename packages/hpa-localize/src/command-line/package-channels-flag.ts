import { Option } from 'commander';
import { parsePairs } from './parse-pairs.js';

/** The flag --package-channels: what a package calls the channels of images. */
export function packageChannelsFlag(): Option {
  return new Option(
    '--package-channels <pairs>',
    'what a bioimage.io package calls the channels, where it calls them otherwise: nucleus=DAPI,protein=GFP',
  ).argParser((text: string) => parsePairs(text));
}
