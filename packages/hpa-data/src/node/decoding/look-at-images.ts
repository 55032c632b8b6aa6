import { availableParallelism } from 'node:os';
import type { ChannelHistogram, LookedAt } from '../../levels/looked-at.js';
import type { Sample } from '../../sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { nameFiles } from './name-files.js';
import type { Reading } from './read-cell-image.js';
import { threadTeam } from './thread-team.js';

/** Maximum number of images that are looked at. */
const LOOKED_AT = 32;
const MAXIMUM_THREADS = 4;

/**
 * Counts the levels of up to 32 images, spread evenly over the samples, the first among them. One that cannot be decoded is passed
 * over; of samples that share their files, one is looked at.
 */
export async function lookAtImages(
  samples: readonly Sample[],
  reading: Pick<Reading, 'channels' | 'pageOrder' | 'channelOrder'>,
): Promise<LookedAt[]> {
  const images = spread(samples);
  const team = threadTeam<{ readonly measured: Sample['channels'] }, readonly ChannelHistogram[]>(
    new URL('../../../workers/decode-worker.mjs', import.meta.url),
    {
      threads: Math.min(MAXIMUM_THREADS, availableParallelism(), images.length),
      workerData: reading,
      task: 'decoding',
      describe: ({ measured }) => nameFiles(measured),
    },
  );
  try {
    const histograms = await mapInOrder(images, async ({ id, channels }) =>
      team.ask({ measured: channels }).then(
        (found) => found.map((histogram): LookedAt => ({ id, ...histogram })),
        () => [],
      ),
    );
    return histograms.flat();
  } finally {
    await team.close();
  }
}

function spread(samples: readonly Sample[]): readonly Sample[] {
  const byFiles = new Map<string, Sample>();
  for (const sample of samples) {
    const files = nameFiles(sample.channels);
    byFiles.set(files, byFiles.get(files) ?? sample);
  }
  const distinct = [...byFiles.values()];
  const count = Math.min(LOOKED_AT, distinct.length);
  return Array.from(
    { length: count },
    (_, index) => distinct[Math.floor((index * distinct.length) / count)]!,
  );
}
