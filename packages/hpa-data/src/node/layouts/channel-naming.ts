import {
  type AtlasChannel,
  CHANNEL_COLORS,
  CHANNEL_NAMES,
  type ChannelName,
} from '../../image/cell-image.js';
import { requireChannels } from '../../image/require-channels.js';

/** What files call the channels of images. */
export interface ChannelNaming {
  /** The channels that images have, in their order. */
  readonly channels: readonly ChannelName[];
  /** Whether it was said what images have; otherwise they have the four of the Atlas, named by their colors. */
  readonly stated: boolean;
  /** Whether a channel is called by a word of its own, which a file that holds several channels without naming them cannot show. */
  readonly byWord: boolean;
  /** The words of a channel in names of files, folders and columns, the usual one first. */
  wordsOf(channel: ChannelName): readonly string[];
  /** What a channel may be called in OME-XML, in lower case. */
  omeNamesOf(channel: ChannelName): readonly string[];
  /** The channel that a word of the name of a file or folder stands for, in any case of letters. */
  channelOf(word: string): ChannelName | undefined;
  /** A name without its ending that ends, or begins, in the word of a channel. */
  readonly stems: readonly RegExp[];
  /** A name without its ending that ends in the words of several channels. */
  readonly composite: RegExp;
}

const COLORS: ReadonlyMap<ChannelName, string> = new Map(Object.entries(CHANNEL_COLORS));

const SYNONYMS: Readonly<Record<AtlasChannel, readonly string[]>> = {
  microtubules: ['microtubules', 'microtubule', 'tubulin', 'alpha-tubulin', 'beta-tubulin'],
  protein: ['protein', 'protein of interest', 'antibody', 'target', 'gfp'],
  nucleus: ['nucleus', 'nuclei', 'dna', 'dapi', 'hoechst', 'hoechst 33342'],
  er: ['er', 'endoplasmic reticulum', 'calreticulin'],
};
const OME_NAMES: ReadonlyMap<ChannelName, readonly string[]> = new Map(Object.entries(SYNONYMS));

/** What separates a word that was said from the rest of a name. */
const SEPARATOR = '[_\\-. ]';

/** Names of files as the Human Protein Atlas gives them: {id}_{red,green,blue,yellow}. */
const ATLAS_NAMING: ChannelNaming = naming({
  channels: CHANNEL_NAMES,
  stated: false,
  byWord: false,
  wordsOf: (channel) => [COLORS.get(channel) ?? channel],
  omeNamesOf: (channel) => OME_NAMES.get(channel) ?? [],
});

/**
 * Says what files call the channels of images: as they are said to, or by the colors of the Human Protein Atlas. A channel that is called
 * by its own name may also be called as usual, such as `nucleus` blue.
 *
 * @throws RangeError if channels are not one to eight different names, or two are called alike.
 */
export function channelNaming(given: Readonly<Record<ChannelName, string>> | undefined): ChannelNaming {
  if (given === undefined) {
    return ATLAS_NAMING;
  }
  const channels = requireChannels(Object.keys(given));
  const isUsual = (channel: ChannelName) => given[channel] === channel;
  const wordsOf = (channel: ChannelName): readonly string[] => {
    const usual = COLORS.get(channel);
    return isUsual(channel) && usual !== undefined ? [usual, channel] : [given[channel]!];
  };
  requireDifferent(channels, wordsOf);
  const colors = [...COLORS.values()];
  return naming({
    channels,
    stated: true,
    byWord: channels.some((channel) => !isUsual(channel) && !colors.includes(given[channel]!.toLowerCase())),
    wordsOf,
    omeNamesOf: (channel) => [
      given[channel]!.trim().toLowerCase(),
      ...((isUsual(channel) && OME_NAMES.get(channel)) || []),
    ],
  });
}

function naming(said: Omit<ChannelNaming, 'channelOf' | 'stems' | 'composite'>): ChannelNaming {
  const { channels, stated, wordsOf } = said;
  const byWord = new Map(
    channels.flatMap((channel) => wordsOf(channel).map((word) => [word.toLowerCase(), channel] as const)),
  );
  const words = [...byWord.keys()]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[^\p{L}\p{N}_ ]/gu, '\\$&'));
  const any = words.join('|');
  const separator = stated ? SEPARATOR : '_';
  return {
    ...said,
    channelOf: (word) => byWord.get(word.toLowerCase()),
    stems: [
      new RegExp(`^(?<id>.+)${separator}(?<word>${any})$`, 'i'),
      ...(stated ? [new RegExp(`^(?<word>${any})${separator}(?<id>.+)$`, 'i')] : []),
    ],
    composite: new RegExp(`^(.+?)((?:${separator}(?:${any})){2,})$`, 'i'),
  };
}

function requireDifferent(
  channels: readonly ChannelName[],
  wordsOf: (channel: ChannelName) => readonly string[],
): void {
  const seen = new Map<string, ChannelName>();
  for (const channel of channels) {
    for (const word of wordsOf(channel).map((each) => each.trim().toLowerCase())) {
      const other = seen.get(word);
      if (word === '' || other !== undefined) {
        throw new RangeError(
          word === ''
            ? `channels must say what files call ${channel}; received nothing`
            : `channels must be called differently; received ${word} for ${other} and ${channel}`,
        );
      }
      seen.set(word, channel);
    }
  }
}
