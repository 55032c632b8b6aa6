import { CHANNEL_NAMES, type ChannelName } from '../image/cell-image.js';
import { orderChannels } from '../image/list-channels.js';
import { mergeHistograms, percentile } from './histogram.js';
import { type ChannelLevels, type Levels, type ResolvedLevels, resolveLevels } from './levels.js';
import type { LookedAt } from './looked-at.js';

/**
 * What chooses levels, or levels that are stated.
 *
 * @inline
 */
export type LevelsOption = 'auto' | 'bit-depth' | 'percentile' | Levels;

/** The percentiles that become black and white: they pass over dead and hot pixels, and cut off little else. */
const BLACK_SHARE = 0.001;
const WHITE_SHARE = 0.999;
/** Bits of the cameras of microscopes, and of what programs make of them. */
const BIT_DEPTHS = [8, 10, 12, 14, 16];
const SIXTEEN_BITS_MAXIMUM = 65_535;

/** Resolves the levels of files that become 0 and 255, by what was found in images that were looked at. */
export function chooseByHistograms(
  looked: readonly LookedAt[],
  {
    asked,
    channels = CHANNEL_NAMES,
  }: {
    readonly asked: LevelsOption;
    /** The channels of the images. */
    readonly channels?: readonly ChannelName[] | undefined;
  },
): ResolvedLevels {
  const wide = looked.filter(({ eightBits }) => !eightBits);
  if (asked === 'percentile' || (asked === 'auto' && wide.length > 0)) {
    const eight = asked === 'percentile' ? looked.filter(({ eightBits }) => eightBits) : [];
    const used = new Set([...wide, ...eight].map(({ id }) => id)).size;
    return {
      way: 'percentile',
      perChannel: percentiles(wide),
      ...(eight.length > 0 && { of8Bits: percentiles(eight) }),
      basis: `the percentiles ${100 * BLACK_SHARE} and ${100 * WHITE_SHARE} of each channel in ${used} image${used === 1 ? '' : 's'}`,
    };
  }
  return asked === 'auto' || asked === 'bit-depth'
    ? byBitDepth(wide, channels)
    : resolveLevels(asked, channels);
}

function byBitDepth(wide: readonly LookedAt[], channels: readonly ChannelName[]): ResolvedLevels {
  if (wide.length === 0) {
    return { way: 'bit-depth', perChannel: {}, basis: 'files of 8 bits, as they are' };
  }
  const without = channelsWithoutBitDepth(wide);
  const fit = wide.filter(({ name }) => !without.has(name));
  const highest = fit.reduce((maximum, { values }) => Math.max(maximum, values.at(-1)!), 0);
  const stated = fit.reduce((maximum, { significantBits = 0 }) => Math.max(maximum, significantBits), 0);
  const fewest = BIT_DEPTHS.find((bits) => 2 ** bits - 1 >= highest)!;
  const suffices = stated > 0 && 2 ** stated - 1 >= highest;
  const bits = suffices ? stated : fewest;
  const white: Levels = [0, 2 ** bits - 1];
  const present = orderChannels([...channels, ...wide.map(({ name }) => name)]);
  const names = present.filter((name) => !without.has(name));
  return {
    way: 'bit-depth',
    perChannel: {
      ...(fit.length > 0 && Object.fromEntries(names.map((name) => [name, white]))),
      ...percentiles(wide.filter(({ name }) => without.has(name))),
    },
    basis:
      fit.length === 0
        ? 'percentiles, for levels without a bit depth'
        : suffices
          ? `${bits} bits, as the files state`
          : `${bits} bits, which hold the highest level found, ${highest}`,
  };
}

/** The channels whose levels are floating-point numbers, negative, or beyond 16 bits, in any file of more than 8 bits. */
export function channelsWithoutBitDepth(looked: readonly LookedAt[]): ReadonlySet<ChannelName> {
  const without = looked.filter(
    ({ eightBits, floating, values }) =>
      !eightBits && (floating || values[0]! < 0 || values.at(-1)! > SIXTEEN_BITS_MAXIMUM),
  );
  return new Set(without.map(({ name }) => name));
}

function percentiles(looked: readonly LookedAt[]): ChannelLevels {
  const present = orderChannels(looked.map(({ name }) => name));
  return Object.fromEntries(
    present.map((name): [ChannelName, Levels] => {
      const all = mergeHistograms(looked.filter((each) => each.name === name));
      const black = percentile(all, BLACK_SHARE);
      const white = percentile(all, WHITE_SHARE);
      // Where few pixels are not black, the brightest is white; where all are alike, they are black.
      const highest = white > black ? white : all.values.at(-1)!;
      return [name, [black, highest > black ? highest : black + 1]];
    }),
  );
}
