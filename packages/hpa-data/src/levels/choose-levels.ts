import type { ChannelName } from '../image/cell-image.js';
import { colorPick } from '../image/color-picks.js';
import { chooseByHistograms, type LevelsOption } from './choose-by-histograms.js';
import { countLevels, countStored } from './histogram.js';
import { levelWarnings } from './level-warnings.js';
import { type ResolvedLevels, requireLevels } from './levels.js';
import type { LookedAt } from './looked-at.js';

const WORDS: readonly unknown[] = ['auto', 'bit-depth', 'percentile'];

/**
 * One channel of an image in memory, as its file has it.
 *
 * @inline
 */
export interface StoredChannel {
  /** Of the image, for warnings. */
  readonly id: string;
  /** What it shows. */
  readonly name: ChannelName;
  /** Its levels, row by row: as many numbers a pixel as `samples` says. Those of a typed array of bytes are levels of 8 bits. */
  readonly levels: Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array | Float64Array;
  /**
   * Numbers a pixel: 1 if gray, which is the default; 3 for red, green and blue, of which the channel has its color; 4 with one more,
   * which is passed over.
   */
  readonly samples?: 1 | 3 | 4;
  /** Number of bits of the camera, if the file states it. */
  readonly significantBits?: number;
}

/**
 * Finds the levels that become 0 and 255 in images in memory, by the rules of `measureLevels` of `@hpa/data/node`, which does it with
 * files. Channels are taken one after the other, so that an image can be freed before the next is decoded.
 *
 * @param channels the channels of the images; of many images, some that are spread evenly over them suffice
 * @returns The levels by channel, of more than 8 bits and of 8; what they rest on, in words; and a warning in one sentence for each
 * channel that is black in every image, or that uses under a tenth of the range.
 * @throws RangeError if `levels` is no such word, or no two numbers of which the second is higher.
 * @throws Error naming the image if a level is not a finite number.
 *
 * @example
 * import { chooseLevels } from '@hpa/data';
 * const levels = Uint16Array.of(0, 100, 2000, 4000);
 * const { perChannel, basis } = await chooseLevels([{ id: 'a', name: 'protein', levels }], { levels: 'bit-depth' });
 * [perChannel.protein, basis]; // [[0, 4095], "12 bits, which hold the highest level found, 4000"]
 */
export async function chooseLevels(
  channels: Iterable<StoredChannel> | AsyncIterable<StoredChannel>,
  {
    levels = 'auto',
  }: {
    /** What chooses the levels, or two numbers; `auto` keeps levels of 8 bits and scales others by percentiles. */
    readonly levels?: LevelsOption;
  } = {},
): Promise<ResolvedLevels & { readonly warnings: readonly string[] }> {
  if (typeof levels === 'string' && !WORDS.includes(levels)) {
    throw new RangeError(
      `levels must be auto, bit-depth, percentile, or two numbers; received ${JSON.stringify(levels)}`,
    );
  }
  if (typeof levels !== 'string') {
    requireLevels(levels);
  }
  const looked: LookedAt[] = [];
  for await (const channel of channels) {
    looked.push(countChannel(channel));
  }
  const resolved = chooseByHistograms(looked, { asked: levels });
  return { ...resolved, warnings: levelWarnings(looked, { asked: levels, levels: resolved }) };
}

function countChannel({ id, name, levels, samples = 1, significantBits }: StoredChannel): LookedAt {
  const isStored = levels instanceof Uint8Array || levels instanceof Uint16Array;
  const pick = samples === 1 ? (pixel: number) => levels[pixel]! : coloredLevels(name, { levels, samples });
  return {
    id,
    name,
    eightBits: levels.BYTES_PER_ELEMENT === 1,
    floating: levels instanceof Float32Array || levels instanceof Float64Array,
    significantBits,
    ...(isStored && samples === 1
      ? countStored(levels)
      : countLevels(levels.length / samples, (pixel) => {
          const level = pick(pixel);
          if (!Number.isFinite(level)) {
            throw new Error(`${id}: expected levels of ${name} that are numbers; found ${level}`);
          }
          return level;
        })),
  };
}

function coloredLevels(
  name: ChannelName,
  { levels, samples }: { readonly levels: StoredChannel['levels']; readonly samples: number },
): (pixel: number) => number {
  const pick = colorPick(name);
  return (pixel) => pick(levels, pixel * samples);
}
