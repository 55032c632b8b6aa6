import { availableParallelism } from 'node:os';
import { type CellImage, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';
import type { Sample } from '../../sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { nameFiles } from './name-files.js';
import { type readCellImage, requireReading } from './read-cell-image.js';
import { threadTeam } from './thread-team.js';

/** Maximum number of images that are looked at. */
const LOOKED_AT = 32;
const MAXIMUM_THREADS = 4;
/** A brightest level below this is under a tenth of the range of 0 to 255. */
const DIM = 25.5;
/** Share of the images with a dim channel from which that is no matter of single images. */
const NOTABLE_SHARE = 0.25;

/**
 * Looks for channels that are black in every image, and for levels that use under a tenth of their range, as those of a
 * camera of 12 bits in files of 16 do: both train and predict without an error, and mean nothing.
 *
 * Up to 32 images, spread evenly over the samples, are decoded at their full size. One that cannot be decoded is passed over.
 *
 * @returns A sentence for each finding, usually none.
 * @throws RangeError if an option of `reading` cannot be used.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { levelWarnings } from '@hpa/data/node';
 * const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPgkjMCAACQAFsDXdHKAAAAAElFTkSuQmCC'; // #0a1e32
 * const file = join(await mkdtemp(join(tmpdir(), 'cells-')), 'cell.png');
 * await writeFile(file, Buffer.from(pixel, 'base64'));
 * const channels = { microtubules: file, protein: file, nucleus: file };
 * const [warning] = await levelWarnings([{ id: 'cell', labels: [], channels }]);
 * warning.slice(0, 45); // "the microtubules channel uses under a tenth o"
 */
export async function levelWarnings(
  samples: readonly Sample[],
  reading: Pick<
    NonNullable<Parameters<typeof readCellImage>[1]>,
    'whiteLevel' | 'levels' | 'pageOrder' | 'channelOrder'
  > = {},
): Promise<string[]> {
  const { whiteLevel, levels, pageOrder, channelOrder } = requireReading(reading);
  const looked = spread(samples);
  const team = threadTeam<Pick<Sample, 'channels'>, CellImage>(
    new URL('../../../workers/decode-worker.mjs', import.meta.url),
    {
      threads: Math.min(MAXIMUM_THREADS, availableParallelism()),
      workerData: { whiteLevel, levels, pageOrder, channelOrder },
      task: 'decoding',
      describe: ({ channels }) => nameFiles(channels),
    },
  );
  try {
    const peaks = await mapInOrder(looked, async ({ channels }) =>
      team.ask({ channels }).then(
        (image) => brightest(image, channels),
        () => new Map<ChannelName, number>(),
      ),
    );
    return CHANNEL_NAMES.flatMap((name) => {
      const own = peaks.flatMap((peak) => peak.get(name) ?? []);
      return describe(name, own);
    });
  } finally {
    await team.close();
  }
}

/** At most 32 of the samples, evenly spread, the first among them. */
function spread(samples: readonly Sample[]): readonly Sample[] {
  const count = Math.min(LOOKED_AT, samples.length);
  return Array.from({ length: count }, (_, index) => samples[Math.floor((index * samples.length) / count)]!);
}

/** The brightest level of each channel that has a file. */
function brightest({ data }: CellImage, channels: Sample['channels']): Map<ChannelName, number> {
  const peaks = new Uint8Array(CHANNEL_NAMES.length);
  for (let at = 0; at < data.length; at++) {
    const channel = at % CHANNEL_NAMES.length;
    if (data[at]! > peaks[channel]!) {
      peaks[channel] = data[at]!;
    }
  }
  const present = CHANNEL_NAMES.filter((name) => channels[name] !== undefined);
  return new Map(present.map((name) => [name, peaks[CHANNEL_NAMES.indexOf(name)]!]));
}

function describe(name: ChannelName, peaks: readonly number[]): string[] {
  const dim = peaks.filter((peak) => peak < DIM);
  const of = dim.length === peaks.length ? `all ${peaks.length}` : `${dim.length} of ${peaks.length}`;
  const where = `in ${of} images looked at`;
  if (dim.length === 0 || dim.length < NOTABLE_SHARE * peaks.length) {
    return [];
  }
  const peak = Math.max(...dim);
  if (peak === 0) {
    return dim.length < peaks.length ? [] : [`the ${name} channel is black ${where}: its files may be wrong`];
  }
  return [
    `the ${name} channel uses under a tenth of the range of levels ${where}: they are no brighter than ${peak} of 255. ` +
      'For 16-bit files of a camera of 12 bits state the white level 4095, for 14 bits 16383',
  ];
}
