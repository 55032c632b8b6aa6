import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ImageStore } from '@hpa/data';
import { openImages, openPrepared } from '@hpa/data/node';
import { say } from '../../command-line/say.js';
import type { InferenceFlags } from '../../command-line/shared-flags.js';
import { startInferenceEngine } from '../../command-line/start-engine.js';
import { channelReading } from '../../dataset/channel-reading.js';
import { packageVersions } from '../../experiment/package-versions.js';
import { hashFile, hashPath } from '../../files/hash-files.js';
import { loadEnsemble } from '../../localize/load-ensemble.js';
import { recordOfModel } from '../../localize/record-of-model.js';
import { resolveModels } from '../../localize/resolve-models.js';
import { scoreEnsemble } from '../../localize/score-ensemble.js';
import { localSample } from '../../queue/portable-samples.js';
import type { ScoredShare, ShareJob, ShareReading } from '../../queue/share-schema.js';
import { requireSameVersions } from './require-same-versions.js';

/** Models and an engine that score the shares of a table. */
export interface OpenScoring {
  readonly engine: string;
  /**
   * Requires that the files of a share are those of the sender.
   *
   * @throws Error naming the file if one is not there, or of another size.
   */
  requireFiles(share: ShareJob): Promise<void>;
  score(
    share: ShareJob,
    options: {
      readonly signal: AbortSignal;
      /** Called after every batch with the number of views of images that are scored. */
      readonly onViews: (views: number) => void;
    },
  ): Promise<Omit<ScoredShare, 'outcome' | 'worker'>>;
  close(): Promise<void>;
}

/**
 * Opens models and engine for the shares of a table, and requires that they are those of the sender.
 *
 * @throws Error naming what differs or is not there if anything does or is not.
 */
export async function openScoring(
  { versions, models, packages, graph, root: sent, datasets }: ShareJob,
  { flags }: { readonly flags: InferenceFlags & { readonly data?: string } },
): Promise<OpenScoring> {
  requireSameVersions(packageVersions(), versions);
  const root = await rootOf(flags.data ?? sent);
  const folders = await Promise.all(models.map(findSame));
  const records = await Promise.all(folders.map(recordOfModel));
  const stores = await openStores(
    datasets.map(({ reading }) => reading),
    { root },
  );
  const closers: (() => unknown)[] = stores.map((store) => () => store.close());
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) {
      await closer();
    }
  };
  try {
    const engine = await startInferenceEngine(flags);
    closers.push(engine.dispose);
    const ensemble = await loadEnsemble(folders, {
      engine,
      packages,
      ...(graph && { graph }),
    });
    closers.push(ensemble.dispose);
    const inWords = `${engine.name}, ${engine.device}`;
    return {
      engine: inWords,
      requireFiles: (share) => requireFiles(share, { root }),
      async score(share, { signal, onViews }) {
        const readers = share.models.map(({ dataset }, index) => ({
          classifier: ensemble.classifiers[index]!,
          dataset: {
            samples: share.datasets[dataset]!.samples.map((sample) => localSample(sample, { root })),
            images: stores[dataset]!,
          },
          record: records[index] ?? null,
        }));
        const scored = await scoreEnsemble(readers, {
          allOrientations: share.allOrientations,
          badSamples: share.badSamples,
          allowNone: true,
          memoryLimits: engine.memoryLimits,
          signal,
          onProgress: ({ done }) => onViews(done),
        });
        return { engine: inWords, ...scored };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The folder that paths of shares are relative to: that of the data, or in which its table is. */
async function rootOf(data: string): Promise<string> {
  const found = await stat(data).catch(() => null);
  if (found === null) {
    throw new Error(`${data}: no such file or folder; say by --data of the worker where it is`);
  }
  return resolve(found.isFile() ? dirname(data) : data);
}

async function findSame({ name, digest }: ShareJob['models'][number]): Promise<string> {
  const folders = await resolveModels([name], { onFetch: say });
  const [folder] = folders;
  if (folder === undefined || folders.length > 1 || (await hashPath(folder)) !== digest) {
    throw new Error(`the model ${name} is not that of the sender`);
  }
  return folder;
}

async function openStores(
  readings: readonly ShareReading[],
  { root }: { readonly root: string },
): Promise<ImageStore[]> {
  const stores: ImageStore[] = [];
  for (const reading of readings) {
    if (reading.from === 'prepared') {
      const { images } = await openPrepared(root);
      stores.push(images);
      if ((await hashFile(join(root, 'prepared.json'))) !== reading.index) {
        await images.close();
        throw new Error(`${root}: what was prepared there is not what the sender has`);
      }
    } else {
      const { height, width, levels, scale, fit, channels, channelOrder } = reading;
      const how = channelReading({ channels, channelOrder });
      stores.push(openImages({ height, width, levels, ...how, scale, fit }));
    }
  }
  return stores;
}

async function requireFiles({ files }: ShareJob, { root }: { readonly root: string }): Promise<void> {
  await Promise.all(
    Object.entries(files).map(async ([path, bytes]) => {
      const place = resolve(root, path);
      const found = await stat(place).catch(() => null);
      if (found === null) {
        throw new Error(`${place} is not there; the sender has it`);
      }
      if (found.size !== bytes) {
        throw new Error(`${place} is not that of the sender: ${found.size} bytes here, ${bytes} there`);
      }
    }),
  );
}
