import { chooseByHistograms, type LevelsOption } from '../../levels/choose-by-histograms.js';
import { levelWarnings } from '../../levels/level-warnings.js';
import type { ResolvedLevels } from '../../levels/levels.js';
import type { Sample } from '../../sample.js';
import { lookAtImages } from './look-at-images.js';
import { type Reading, requireReading } from './read-cell-image.js';

const WORDS: readonly unknown[] = ['auto', 'bit-depth', 'percentile'];

/**
 * Finds the levels of files that become 0 and 255, for `levels` of `openImages`, `readCellImage` and `prepare`.
 *
 * - `auto`, the default: files of 8 bits keep their levels; all others are scaled by `percentile`.
 * - `bit-depth`: from 0 to the highest level of the camera. Its bits are those that OME-XML states in the files (`SignificantBits`),
 *   otherwise the fewest of 8, 10, 12, 14 and 16 that hold the highest level found in any channel. Files of 8 bits keep their levels.
 *   Channels of floating-point levels, or of levels below 0 or above 65,535, have no such bits: percentiles scale them, and a
 *   warning says so.
 * - `percentile`: by channel, from the 0.1th to the 99.9th percentile of the levels of all pixels, also of 8-bit files.
 * - two numbers: the levels of black and white of all files but those of 8 bits, which keep theirs.
 *
 * Up to 32 images, spread evenly over the samples, are decoded at their full size. One that cannot be decoded is passed over.
 *
 * @returns The levels, what they rest on in words, and a warning in one sentence for each channel that is black in every image, or
 * that uses under a tenth of the range from 0 to 255 in some, which are named.
 * @throws RangeError if an option of `reading` cannot be used.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { measureLevels } from '@hpa/data/node';
 * const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPgkjMCAACQAFsDXdHKAAAAAElFTkSuQmCC'; // #0a1e32
 * const file = join(await mkdtemp(join(tmpdir(), 'cells-')), 'cell.png');
 * await writeFile(file, Buffer.from(pixel, 'base64'));
 * const channels = { microtubules: file, protein: file, nucleus: file };
 * const { way, basis, warnings } = await measureLevels([{ id: 'cell', labels: [], channels }]);
 * [way, basis, warnings[0].slice(0, 45)]; // ["bit-depth", "files of 8 bits, as they are", "the microtubules channel uses under a tenth o"]
 */
export async function measureLevels(
  samples: readonly Sample[],
  {
    levels = 'auto',
    channels,
    pageOrder,
    channelOrder,
  }: Pick<Reading, 'channels' | 'pageOrder' | 'channelOrder'> & {
    /** What chooses the levels, or two numbers. */
    readonly levels?: LevelsOption | undefined;
  } = {},
): Promise<
  ResolvedLevels & {
    readonly warnings: readonly string[];
    /** Rows and columns of the images that were looked at, in pixels, with the ids of their samples. */
    readonly sizes: readonly { readonly id: string; readonly height: number; readonly width: number }[];
  }
> {
  if (typeof levels === 'string' && !WORDS.includes(levels)) {
    throw new RangeError(
      `levels must be auto, bit-depth, percentile, or two numbers; received ${JSON.stringify(levels)}`,
    );
  }
  requireReading({ channels, channelOrder, ...(typeof levels !== 'string' && { levels }) });
  const looked = await lookAtImages(samples, { channels, pageOrder, channelOrder });
  const resolved = chooseByHistograms(looked, { asked: levels, channels });
  const sizes = new Map(
    looked.flatMap(({ id, size }) => (size === undefined ? [] : [[id, { id, ...size }]])),
  );
  return {
    ...resolved,
    warnings: levelWarnings(looked, { asked: levels, levels: resolved }),
    sizes: [...sizes.values()],
  };
}
