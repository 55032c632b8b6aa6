import type { InputSpec } from '@hpa/data';
import { isPrepared } from '@hpa/data/node';
import type { ChannelsOfPackage } from '../bioimage-io/channels-of-package.js';
import { inputOfPackage } from '../bioimage-io/input-of-package.js';
import { isPackage } from '../bioimage-io/is-package.js';
import { channelsIn } from '../dataset/channels-in.js';
import { type Dataset, type OpenDatasetOptions, openDataset } from '../dataset/open-dataset.js';
import type { GraphWords } from '../graphs/graph-words.js';
import { inputOfGraph } from '../graphs/input-of-graph.js';
import { isOnnxFile } from '../graphs/is-onnx-file.js';
import type { TrainingRecord } from '../knowledge/training-record.js';
import { channelsOfModel, channelsToOpen, requireChannelsOf } from './channels-of-model.js';
import { readingOfModel } from './reading-of-model.js';
import { recordOfModel } from './record-of-model.js';
import { savedImageSize } from './saved-image-size.js';

/** A saved model of an ensemble, and the images as it was trained on them. */
export interface Member {
  /** The folder of the saved model. */
  readonly folder: string;
  /** Shared by models that read images alike. */
  readonly dataset: Dataset;
  /** What it was opened with. */
  readonly reading: OpenDatasetOptions;
  /** What the model was trained on; null if it does not say. */
  readonly record: TrainingRecord | null;
}

/**
 * Opens images for each model of an ensemble in the way that it was trained with, in the size that it takes. Models that read images alike share
 * them.
 *
 * @throws Error naming both if a model sees a channel that the images lack, if an image cannot be read, or a config of a run is damaged.
 */
export async function openMembers(
  folders: readonly string[],
  {
    images,
    given,
    graph,
    packageChannels,
  }: {
    /** A folder or table in any layout, or files. */
    readonly images: string | readonly string[];
    /** What is asked for; how levels become those of images only where it says so. */
    readonly given: OpenDatasetOptions;
    /** What the ONNX files among the models take, as `loadEnsemble` has it. */
    readonly graph?: GraphWords | undefined;
    /** What the bioimage.io packages among the models call the channels, where they call them otherwise. */
    readonly packageChannels?: ChannelsOfPackage | undefined;
  },
): Promise<{ readonly members: readonly Member[]; close(): Promise<void> }> {
  // A prepared folder has its channels.
  const isReady = typeof images === 'string' && (await isPrepared(images));
  const opened = new Map<string, Dataset>();
  const members: Member[] = [];
  for (const folder of folders) {
    const record = await recordOfModel(folder);
    const input = await statedInput(folder, { graph, packageChannels, given });
    const size = input ?? (await savedImageSize(folder));
    const { levels, channelOrder, scale, fit } = given;
    const needed = input ? channelsIn(input.channels) : await channelsOfModel(folder);
    const { channels, ...decoding } = await readingOfModel(folder, {
      levels: levels ?? input?.levels,
      channelOrder,
      channels: given.channels ?? (input && channelsToOpen(needed, {})),
      scale,
      fit,
    });
    const reading: OpenDatasetOptions = {
      ...given,
      ...decoding,
      ...(channels && !isReady && withChannels(channels, given)),
      labels: 'ignored',
      ...(size && { size: { height: size.height, width: size.width } }),
    };
    const key = JSON.stringify(reading);
    const dataset = opened.get(key) ?? (await openDataset(images, reading));
    opened.set(key, dataset);
    requireChannelsOf(needed, { folder, ...dataset });
    members.push({ folder, dataset, reading, record });
  }
  return {
    members,
    close: async () => {
      for (const dataset of opened.values()) {
        await dataset.close();
      }
    },
  };
}

/** What a model of another kind than ours says that it takes. */
async function statedInput(
  path: string,
  {
    graph,
    packageChannels,
    given,
  }: {
    readonly graph: GraphWords | undefined;
    readonly packageChannels: ChannelsOfPackage | undefined;
    readonly given: OpenDatasetOptions;
  },
): Promise<InputSpec | undefined> {
  if (isPackage(path)) {
    return inputOfPackage(path, {
      channels: packageChannels,
      imageChannels: Object.keys(given.channels ?? {}),
    });
  }
  return isOnnxFile(path) ? inputOfGraph(path, graph) : undefined;
}

/** The channels of files, and those of them that may be missing: what a model does not see is not read. */
function withChannels(
  channels: NonNullable<OpenDatasetOptions['channels']>,
  { allowMissing = [] }: OpenDatasetOptions,
): Pick<OpenDatasetOptions, 'channels' | 'allowMissing'> {
  const missing = [allowMissing].flat().filter((name) => Object.hasOwn(channels, name));
  return { channels, allowMissing: missing };
}
