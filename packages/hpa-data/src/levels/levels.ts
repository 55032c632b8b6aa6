import { CHANNEL_NAMES, type ChannelName } from '../image/cell-image.js';

/**
 * Levels that become 0 and 255.
 *
 * @inline
 */
export type Levels = readonly [black: number, white: number];

/**
 * The levels of some channels; of the others nothing is known.
 *
 * @inline
 */
export type ChannelLevels = Readonly<Record<ChannelName, Levels>>;

/**
 * Which levels of files become 0 and 255.
 *
 * @inline
 */
export interface ResolvedLevels {
  /** What chose them: the bit depth of the camera, percentiles of the levels, or the two numbers that were stated. */
  readonly way: 'bit-depth' | 'percentile' | Levels;
  /** Of files of more than 8 bits, by channel. */
  readonly perChannel: ChannelLevels;
  /** Of files of 8 bits, by channel, where percentiles scale them too; otherwise they keep their levels. */
  readonly of8Bits?: ChannelLevels;
  /** What the numbers rest on, in words. */
  readonly basis: string;
}

/**
 * Requires that levels of black and white can be used.
 *
 * @throws RangeError if they are no two finite numbers of which the second is higher.
 */
export function requireLevels(levels: unknown): void {
  const [black, white, ...more] = Array.isArray(levels) ? (levels as readonly unknown[]) : [];
  const given = Number.isFinite(black) && Number.isFinite(white) && more.length === 0;
  if (!given || (black as number) >= (white as number)) {
    throw new RangeError(
      `levels must be two numbers, that of black and a higher one of white; received ${Array.isArray(levels) ? levels.join(', ') : JSON.stringify(levels)}`,
    );
  }
}

/**
 * Returns levels by channel, also of two numbers, which are those of all channels of the images.
 *
 * @throws RangeError if the numbers of a channel are no two finite ones of which the second is higher.
 */
export function resolveLevels(
  levels: Levels | ResolvedLevels,
  channels: readonly ChannelName[] = CHANNEL_NAMES,
): ResolvedLevels {
  if (typeof levels === 'object' && 'perChannel' in levels) {
    const { perChannel, of8Bits = {} } = levels;
    for (const pair of [...Object.values(perChannel), ...Object.values(of8Bits)]) {
      requireLevels(pair);
    }
    return levels;
  }
  requireLevels(levels);
  const [black, white] = levels;
  const perChannel = Object.fromEntries(channels.map((name) => [name, [black, white] as const]));
  return { way: [black, white], perChannel, basis: 'as stated' };
}
