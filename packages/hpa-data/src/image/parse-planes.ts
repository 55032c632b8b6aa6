import type { ChannelName } from './cell-image.js';
import { isChannelName } from './require-channels.js';

/** One channel in the sum that makes a plane. */
export interface PlaneTerm {
  readonly channel: ChannelName;
  /** How far its levels are shifted to the right: by 1 if half of it counts, rounded down, otherwise by 0. */
  readonly shift: 0 | 1;
}

/** A plane of a model's input: a sum of channels. */
export interface Plane {
  readonly terms: readonly PlaneTerm[];
  /** Whether sums start again at 0 past 255, as bytes do; otherwise they stop at 255. */
  readonly wraps: boolean;
}

/** What a plane ends in if its sums wrap round. */
const WRAPPING = '%256';

/**
 * Parses the planes of a model's input: sums of channel names, each optionally halved, such as `microtubules+er/2`; a sum that
 * ends in `%256` wraps round.
 *
 * @throws RangeError if there is no plane, one is not such a sum, or one names a channel that images have not.
 */
export function parsePlanes(
  channels: readonly string[],
  {
    of,
  }: {
    /** The channels of the images; any without it. */
    readonly of?: readonly ChannelName[];
  } = {},
): readonly Plane[] {
  if (channels.length === 0) {
    throw new RangeError('channels must name at least one plane; received []');
  }
  return channels.map((plane) => {
    const wraps = plane.endsWith(WRAPPING);
    const sum = wraps ? plane.slice(0, -WRAPPING.length) : plane;
    const terms = sum.split('+').map((term): PlaneTerm => {
      const half = term.endsWith('/2');
      const channel = half ? term.slice(0, -2) : term;
      if (!(of?.includes(channel) ?? isChannelName(channel))) {
        const known = of === undefined ? 'the name of a channel' : of.join(', ');
        throw new RangeError(
          `each of channels must be ${known} or a sum such as microtubules+er/2; received ${plane}`,
        );
      }
      return { channel, shift: half ? 1 : 0 };
    });
    return { terms, wraps };
  });
}
