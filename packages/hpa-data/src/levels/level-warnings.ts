import type { ChannelName } from '../image/cell-image.js';
import { orderChannels } from '../image/list-channels.js';
import { channelsWithoutBitDepth, type LevelsOption } from './choose-by-histograms.js';
import type { ResolvedLevels } from './levels.js';
import type { LookedAt } from './looked-at.js';

/** A brightest level below this is under a tenth of the range of 0 to 255. */
const DIM = 25.5;
/** How many images a warning names. */
const NAMED = 3;

/**
 * Says what to know of the levels of images that were looked at: channels that are black in every image, images whose levels use under
 * a tenth of their range, files of 8 bits beside others, and levels that no bit depth scales. All of it trains and predicts without
 * an error.
 *
 * @returns A sentence for each finding, usually none.
 */
export function levelWarnings(
  looked: readonly LookedAt[],
  {
    asked,
    levels,
  }: {
    readonly asked: LevelsOption;
    /** What becomes 0 and 255. */
    readonly levels: ResolvedLevels;
  },
): string[] {
  return [
    ...(asked === 'auto' ? ofTwoDepths(looked) : []),
    ...(asked === 'bit-depth' ? ofNoDepth(looked) : []),
    ...orderChannels(looked.map(({ name }) => name)).flatMap((name) =>
      ofChannel(name, { looked: looked.filter((each) => each.name === name), levels }),
    ),
  ];
}

function ofTwoDepths(looked: readonly LookedAt[]): string[] {
  const images = new Set(looked.map(({ id }) => id));
  const wide = new Set(looked.flatMap(({ id, eightBits }) => (eightBits ? [] : [id])));
  const mixed = looked.some(({ eightBits }) => eightBits);
  return wide.size === 0 || !mixed
    ? []
    : [
        `${wide.size} of ${images.size} images looked at have levels of more than 8 bits: percentiles scale these, and those of 8 bits stay as they are, so that one level may mean two things. Levels by bit-depth, or two numbers for black and white, scale both alike`,
      ];
}

function ofNoDepth(looked: readonly LookedAt[]): string[] {
  return [...channelsWithoutBitDepth(looked)].map(
    (name) =>
      `the levels of the ${name} channel have no bit depth, since some are floating-point numbers, below 0 or above 65535: percentiles scale them`,
  );
}

function ofChannel(
  name: ChannelName,
  { looked, levels }: { readonly looked: readonly LookedAt[]; readonly levels: ResolvedLevels },
): string[] {
  const peaks = looked.map((each) => ({ id: each.id, peak: peakOf(each, levels) }));
  if (peaks.length > 0 && peaks.every(({ peak }) => peak === 0)) {
    return [
      `the ${name} channel is black in ${peaks.length === 1 ? 'the image' : `all ${peaks.length} images`} looked at: its files may be wrong`,
    ];
  }
  const dim = peaks.filter(({ peak }) => peak > 0 && peak < DIM);
  if (dim.length === 0) {
    return [];
  }
  const named = dim.slice(0, NAMED).map(({ id }) => id);
  const more = dim.length > named.length ? ` and ${dim.length - named.length} more` : '';
  const peak = Math.max(1, Math.round(Math.max(...dim.map((each) => each.peak))));
  const remedy =
    levels.way === 'percentile' ? '' : '. Levels by percentile would scale the channel to what it holds';
  return [
    `the ${name} channel uses under a tenth of the range of levels in ${dim.length} of ${peaks.length} images looked at (${named.join(', ')}${more}): they are no brighter than ${peak} of 255${remedy}`,
  ];
}

/** The brightest level of a channel of an image, in [0, 255], once it is scaled. */
function peakOf({ name, eightBits, values }: LookedAt, { perChannel, of8Bits }: ResolvedLevels): number {
  const highest = values.at(-1)!;
  const own = (eightBits ? of8Bits : perChannel)?.[name];
  if (own === undefined) {
    return highest;
  }
  const [black, white] = own;
  return Math.min(255, Math.max(0, ((highest - black) / (white - black)) * 255));
}
