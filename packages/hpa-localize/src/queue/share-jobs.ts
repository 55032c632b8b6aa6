import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Sample } from '@hpa/data';
import type { Dataset, OpenDatasetOptions } from '../dataset/open-dataset.js';
import { packageVersions } from '../experiment/package-versions.js';
import { hashFile, hashPath } from '../files/hash-files.js';
import { cutShares } from './cut-shares.js';
import { filesOfSamples, portableSample } from './portable-samples.js';
import type { ShareJob, ShareReading } from './share-schema.js';

/** A model that scores, and the images as it reads them. */
export interface SharedMember {
  /** What a worker finds it by: a name of the catalog, or an absolute path. */
  readonly name: string;
  /** Where it is on this machine. */
  readonly folder: string;
  readonly dataset: Dataset;
  /** What its dataset was opened with. */
  readonly reading: Pick<OpenDatasetOptions, 'channels' | 'channelOrder'>;
}

/** The shares of a table of predictions. Each is made when it is asked for: together they are as large as the list of all files. */
export interface ShareJobs {
  /** SHA-256 over all that decides the table: two tables of one run are the same. */
  readonly run: string;
  /** Samples of each share. */
  readonly sizes: readonly number[];
  /** Makes a share, numbered from 1. */
  job(number: number): Promise<ShareJob>;
}

/** What all shares say alike. */
type Common = Omit<ShareJob, 'run' | 'number' | 'files' | 'datasets'>;

/** Cuts the samples of a table into shares for workers. */
export async function shareJobs(
  members: readonly SharedMember[],
  {
    root,
    ...asked
  }: Pick<ShareJob, 'allOrientations' | 'badSamples' | 'packages' | 'graph'> & {
    /** The folder of the data, absolute. */
    readonly root: string;
  },
): Promise<ShareJobs> {
  const datasets = [...new Map(members.map((member) => [member.dataset, member.reading]))];
  const positions = datasets.map(([dataset]) => dataset);
  const readings = await Promise.all(
    datasets.map(([dataset, reading]) => readingOf(dataset, { reading, root })),
  );
  const common: Common = {
    kind: 'share',
    versions: packageVersions(),
    models: await Promise.all(
      members.map(async ({ name, folder, dataset }) => ({
        name,
        digest: await hashPath(folder),
        dataset: positions.indexOf(dataset),
      })),
    ),
    ...asked,
    root,
  };
  const shares = cutShares(positions);
  const partsOf = (share: (typeof shares)[number]): ShareJob['datasets'] =>
    share.map((samples, index) => ({
      reading: readings[index]!,
      samples: samples.map((sample) => portableSample(sample, { root })),
    }));
  const hash = createHash('sha256').update(JSON.stringify([common, readings]));
  for (const share of shares) {
    const files = await statFiles(share.flat(), { readings, root });
    // A file that was written again may be of the same size: the time tells them apart, but on this machine alone.
    const changes = files.map(({ path, bytes, changed }) => [path, bytes, changed]);
    hash.update(JSON.stringify([partsOf(share).map(({ samples }) => samples), changes]));
  }
  const run = hash.digest('hex');
  return {
    run,
    sizes: shares.map(([samples]) => samples!.length),
    async job(number) {
      const share = shares[number - 1]!;
      const files = await statFiles(share.flat(), { readings, root });
      return {
        ...common,
        run,
        number,
        files: Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])),
        datasets: partsOf(share),
      };
    },
  };
}

async function readingOf(
  { layout, levels, scale, fit, images: { height, width } }: Dataset,
  {
    reading: { channels, channelOrder },
    root,
  }: { readonly reading: SharedMember['reading']; readonly root: string },
): Promise<ShareReading> {
  if (layout === 'prepared') {
    return { from: 'prepared', index: await hashFile(join(root, 'prepared.json')) };
  }
  return {
    from: 'files',
    height,
    width,
    ...(levels && { levels }),
    ...(channels && { channels }),
    ...(channelOrder && { channelOrder: [...channelOrder] }),
    ...(scale && { scale: scale.micrometers }),
    ...(fit && { fit }),
  };
}

/** The files of samples that are there; of a prepared folder none, for its index vouches for all. One that is gone shows when it is read. */
async function statFiles(
  samples: readonly Sample[],
  { readings, root }: { readonly readings: readonly ShareReading[]; readonly root: string },
): Promise<{ readonly path: string; readonly bytes: number; readonly changed: number }[]> {
  if (readings.some(({ from }) => from === 'prepared')) {
    return [];
  }
  const paths = filesOfSamples(samples.map((sample) => portableSample(sample, { root })));
  const found = await Promise.all(
    paths.map(async (path) => {
      const file = await stat(resolve(root, path)).catch(() => null);
      return file === null ? [] : [{ path, bytes: file.size, changed: file.mtimeMs }];
    }),
  );
  return found.flat();
}
