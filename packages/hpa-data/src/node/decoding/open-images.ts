import { availableParallelism } from 'node:os';
import type { ImageStore } from '../../batches/image-store.js';
import { requireInputs } from '../../batches/require-inputs.js';
import { type CellImage, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import type { InputSpec } from '../../image/input-spec.js';
import { isAtlasChannel, sayChannels } from '../../image/list-channels.js';
import type { Orientation } from '../../image/orient-image.js';
import type { Levels, ResolvedLevels } from '../../levels/levels.js';
import { requireInteger } from '../../require-integer.js';
import type { Sample } from '../../sample.js';
import { nameFiles } from './name-files.js';
import { requireReading } from './read-cell-image.js';
import { sharedFloat32 } from './shared-float32.js';
import { threadTeam } from './thread-team.js';

/**
 * A store that decodes the files of samples as `readCellImage` does, stretched to height x width, in threads. Decoding
 * uses all cores and continues while the calling thread computes. Cells of a field that are asked for in a row decode it once.
 *
 * The threads start with the first request and do not keep the process alive.
 *
 * @throws RangeError if `height`, `width` or `threads` is not a positive integer, or `levels`, `channels` or `channelOrder` cannot be
 * used. Requests reject as `readCellImage` does, with an Error naming a channel that a sample has a file for although `channels` was not
 * given and it is none of `CHANNEL_NAMES`, or with an Error naming the files if they ended two threads.
 *
 * @example
 * import { openImages } from '@hpa/data/node';
 * const images = openImages({ height: 64, width: 96, threads: 1 });
 * const files = { microtubules: 'a_red.png', protein: 'a_green.png', nucleus: 'a_blue.png' };
 * const failure = await images.image({ id: 'a', labels: [], channels: files }).catch(({ message }) => message);
 * await images.close();
 * [images.height, images.width, failure]; // [64, 96, "a_red.png: expected a regular file; there is none (ENOENT)"]
 */
export function openImages({
  height,
  width,
  levels,
  channels: given,
  pageOrder,
  channelOrder,
  scale,
  fit,
  threads = availableParallelism(),
}: {
  /** Rows of the images, in pixels. */
  readonly height: number;
  /** Columns of the images, in pixels. */
  readonly width: number;
  /** Levels of files that become 0 and 255: what `measureLevels` returns, or two numbers, as `readCellImage` has them. */
  readonly levels?: Levels | ResolvedLevels | undefined;
  /** The channels of the images, one to eight, in their order, such as `readLayout` returns; `CHANNEL_NAMES` by default. */
  readonly channels?: readonly ChannelName[] | undefined;
  /** Order of the channels in a file of several pages. */
  readonly pageOrder?: readonly ChannelName[] | undefined;
  /** Order of the channels in the samples of a pixel. */
  readonly channelOrder?: readonly ChannelName[] | undefined;
  /** Micrometers along a pixel of the images, for samples whose `pixelSize` is known, as `readCellImage` has it. */
  readonly scale?: number | undefined;
  /** How a whole image of another shape becomes one of this, unless it is scaled, as `readCellImage` has it; `stretch` by default. */
  readonly fit?: 'stretch' | 'pad' | undefined;
  /** Number of threads; by default the number of cores that the process may use. */
  readonly threads?: number;
}): ImageStore {
  const channels = given ?? CHANNEL_NAMES;
  const reading = requireReading({ height, width, levels, channels, pageOrder, channelOrder, scale, fit });
  const store = { height, width, ...sayChannels(channels) };
  requireInteger(threads, { name: 'threads', minimum: 1 });
  const team = threadTeam<DecodeJob, CellImage | undefined>(
    new URL('../../../workers/decode-worker.mjs', import.meta.url),
    {
      threads,
      workerData: reading,
      task: 'decoding',
      // Each thread keeps the field that it decoded last.
      keyOf: (job) => fieldOf('rows' in job ? job.rows[0] : job),
      describe: (job) =>
        'channels' in job
          ? nameFiles(job.channels)
          : job.rows
              .map(({ channels }) => (channels === undefined ? 'an image' : nameFiles(channels)))
              .join(', '),
    },
  );
  const filesOf = ({ channels: files }: Sample): Sample['channels'] =>
    given === undefined ? requireKnown(files) : files;
  return {
    ...store,
    image: async (sample) => {
      const { cell, pixelSize } = sample;
      return (await team.ask({ channels: filesOf(sample), cell, pixelSize })) as CellImage;
    },
    inputs: async (samples, { input, memory }) => {
      requireInputs(samples, { input, store });
      const rowLength = height * width * input.channels.length;
      const data = sharedFloat32(memory, samples.length * rowLength);
      const rows = samples.map(({ sample, orientation, image }, index): InputRow => {
        const target = data.subarray(index * rowLength, (index + 1) * rowLength);
        const { cell, pixelSize } = sample;
        const source = image === undefined ? { channels: filesOf(sample), cell, pixelSize } : { image };
        return { ...source, orientation, input, target };
      });
      // A file is a job of its own, so that all threads work on the batch that is needed next. Images at hand are so
      // quick that they are one job.
      const jobs = samples.map(async ({ sample: { id }, image }, index) => {
        try {
          await (image === undefined && team.ask({ rows: [rows[index]!] }));
        } catch (cause) {
          throw new Error(`sample ${id}: ${(cause as Error).message}`, { cause });
        }
      });
      const atHand = rows.filter(({ image }) => image !== undefined);
      if (atHand.length > 0) {
        jobs.push(team.ask({ rows: atHand }).then(() => {}));
      }
      // All end before one throws: none writes into memory that serves the next batch, and the first in order is named.
      await Promise.allSettled(jobs);
      await Promise.all(jobs);
      return data;
    },
    close: () => team.close(),
  };
}

/** Names the field of a cell; undefined of a whole image. */
function fieldOf({ cell, channels }: Partial<Pick<Sample, 'channels'>> & OfField = {}): string | undefined {
  return cell?.mask ?? (cell && channels && nameFiles(channels));
}

/** Requires that all files of a sample are of the channels of the Atlas: others would be left out in silence. */
function requireKnown(files: Sample['channels']): Sample['channels'] {
  const stranger = Object.keys(files).find((name) => !isAtlasChannel(name));
  if (stranger !== undefined) {
    throw new Error(
      `${files[stranger]}: it shows ${stranger}, and images of ${CHANNEL_NAMES.join(', ')} are read; say which channels images have (channels: [...] of openImages and prepare)`,
    );
  }
  return files;
}

/** What a thread is asked for: an image, or rows of model input. */
type DecodeJob = (Pick<Sample, 'channels'> & OfField) | { readonly rows: readonly InputRow[] };

interface OfField {
  /** The cell to cut from the field; the whole image if there is none. */
  readonly cell?: Sample['cell'] | undefined;
  /** Micrometers along a pixel of the files, if it is known. */
  readonly pixelSize?: number | undefined;
}

interface InputRow extends OfField {
  /** The files to decode, unless the image is at hand. */
  readonly channels?: Sample['channels'];
  readonly image?: CellImage;
  readonly orientation: Orientation;
  readonly input: InputSpec;
  /** Where the row goes: a part of shared memory. */
  readonly target: Float32Array;
}
