import { type CellImage, CHANNEL_NAMES, type ChannelName, type ClassLabel, type Sample } from '@hpa/data';
import { getBackend } from '@tensorflow/tfjs-core';
import { claimedClasses, thresholdsFor } from '../answers/claimed-classes.js';
import type { ChannelsOfPackage } from '../bioimage-io/channels-of-package.js';
import type { GraphWords } from '../graphs/graph-words.js';
import { type Ensemble, loadEnsemble } from './load-ensemble.js';
import { openMembers } from './open-members.js';
import { recordOfModel } from './record-of-model.js';
import { resolveModels } from './resolve-models.js';
import { scoreEnsemble } from './score-ensemble.js';
import type { SampleScores } from './score-samples.js';
import { type InferenceName, startInference } from './start-inference.js';

/**
 * Ranks the locations of the protein in each image by a saved model, and says which of them it claims.
 *
 * @param model A folder with a saved model, or a model of a run, such as `runs/first/gapnet-pl`, all its trainings if it has several;
 * or several of these; or a bioimage.io package, its zip file or its rdf.yaml; or an ONNX file. The probabilities of several models are averaged. With
 * `models`, names in that folder. Without such a folder, `default` is the model that comes with this package, and `gapnet-pl-published` that
 * of the authors of GapNet-PL, fetched on first use.
 * @param images Paths: a folder or table in any layout, or files {id}_{red,green,blue,yellow}.png (.jpg, .tif), all of
 * each id. Or decoded images of the model's input size, whose ids are their positions.
 * @returns For each image its locations, the most probable first. A single-label model claims the first, and its probabilities sum
 * to 1. A multi-label model claims every location whose probability reaches its threshold, which may be none. Where a model knows its
 * training cells, `unlike` says how far an image is from them: above 1 it is further than 99 % of them, and its answer means little.
 * @throws RangeError if there are no images, or decoded ones are not of the model's size.
 * @throws Error if there is no model, models tell other classes apart, or an image cannot be read; one line names it.
 *
 * @example
 * import { mkdtemp } from 'node:fs/promises';
 * import { syntheticCell } from '@hpa/data';
 * import { localize } from '@hpa/localize';
 * import { gapNetPl } from '@hpa/models';
 * import { saveClassifier } from '@hpa/models/node';
 * const folder = `${await mkdtemp('/tmp/hpa-')}/model`;
 * const classes = [{ id: 25, name: 'Cytosol' }, { id: 2, name: 'Nucleoli' }];
 * await saveClassifier(gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 }), folder);
 * const [cell] = await localize(folder, [syntheticCell({ location: 25, seed: 1, size: 32 })]);
 * cell.locations.map(({ name }) => name).sort(); // ["Cytosol", "Nucleoli"]
 */
export async function localize(
  model: string | readonly string[],
  images: string | readonly string[] | readonly CellImage[],
  {
    models = '.',
    allOrientations = false,
    layout = 'auto',
    allowMissing,
    badSamples = 'throw',
    levels,
    channelOrder,
    cells,
    borderCells,
    segment,
    pixelSize,
    scale,
    fit,
    channels,
    packageChannels,
    graph,
    backend: name,
  }: {
    /** The folder that `model` is relative to; the current one by default. */
    readonly models?: string;
    /** Whether to average the predictions of the eight flips and quarter turns: slower, and usually a little better. */
    readonly allOrientations?: boolean;
    /** How a folder is organized; `auto`, the default, detects it. */
    readonly layout?: string;
    /**
     * The channels that images have, and what files call each, as `openDataset` has them: `{ nucleus: 'DAPI' }`. By default those that the
     * model sees, called as in the run that trained it or else as usual.
     */
    readonly channels?: Readonly<Record<ChannelName, string>>;
    /** Channels that images may lack: they are then black. */
    readonly allowMissing?: ChannelName | readonly ChannelName[];
    /** Whether the first image that cannot be read throws, or all of them are left out. */
    readonly badSamples?: 'throw' | 'skip';
    /**
     * What chooses the levels of files that become 0 and 255, or two numbers, as `openDataset` has them; by default the way on the
     * card of the model, applied to these files.
     */
    readonly levels?: 'auto' | 'bit-depth' | 'percentile' | readonly [black: number, white: number];
    /** The channels in the samples of a pixel, in their order; by default as in the run that trained the model. */
    readonly channelOrder?: readonly ChannelName[];
    /** Whether label masks beside the images make their cells the images, as `openDataset` has it; `auto`, the default, does. */
    readonly cells?: 'auto' | 'whole';
    /** Whether cells that touch the border of their field are left out, which is the default. */
    readonly borderCells?: 'drop' | 'keep';
    /** How the cells of images without a label mask are found, as `openDataset` has it; by default they are not. */
    readonly segment?: 'nuclei';
    /** Micrometers along a pixel of all files, whatever they state; by default as they state it. */
    readonly pixelSize?: number;
    /**
     * Micrometers along a pixel of the images, as `openDataset` has it; by default that at which the model was trained, if that and the size of
     * the pixels of the files are known, and otherwise `none`.
     */
    readonly scale?: 'auto' | 'none' | number;
    /** Whether images that are not square are padded or stretched, where there is no scale; by default as the model was trained. */
    readonly fit?: 'pad' | 'stretch';
    /** What the bioimage.io packages among the models call our channels, where they call them otherwise. */
    readonly packageChannels?: ChannelsOfPackage;
    /** What the ONNX files among the models take and give, where their files do not say it. */
    readonly graph?: GraphWords;
    /**
     * The engine to start; by default that which runs in TensorFlow.js, or the fastest that starts: a GPU, or onnxruntime-node where it is
     * installed. Probabilities of two engines differ by under 1e-4.
     */
    readonly backend?: InferenceName;
  } = {},
): Promise<
  {
    readonly id: string;
    /** How unlike the training cells the image is: above 1 it is further from them than 99 % of them are. */
    readonly unlike?: number;
    readonly locations: readonly (ClassLabel & {
      readonly probability: number;
      /** Whether the model answers that the protein is there. */
      readonly claimed: boolean;
      /** Of a multi-label model: the probability from which it claims the location. */
      readonly threshold?: number;
    })[];
  }[]
> {
  const names = [model].flat();
  if (names.length === 0 || images.length === 0) {
    const what = names.length === 0 ? 'models' : 'images';
    throw new RangeError(`${what} must hold at least one; received none`);
  }
  const folders = await resolveModels(names, { models });
  const engine = name === undefined && getBackend() ? undefined : await startInference(name);
  try {
    const ensemble = await loadEnsemble(folders, {
      ...(engine && { engine }),
      packages: { channels: packageChannels, imageChannels: imageChannels(images, channels) },
      ...(graph && { graph }),
    });
    try {
      const given = {
        layout,
        badSamples,
        ...(levels !== undefined && { levels }),
        ...(channelOrder !== undefined && { channelOrder }),
        ...(cells && { cells }),
        ...(borderCells && { borderCells }),
        ...(segment && { segment }),
        ...(channels && { channels }),
        ...(pixelSize !== undefined && { pixelSize }),
        ...(scale !== undefined && { scale }),
        ...(fit && { fit }),
        ...(allowMissing && { allowMissing }),
      };
      const opened = isDecoded(images)
        ? await decodedMembers(images, { folders })
        : await openMembers(folders, { images, given, graph, packageChannels });
      try {
        const readers = opened.members.map(({ dataset, record }, index) => ({
          classifier: ensemble.classifiers[index]!,
          dataset,
          record,
        }));
        const scored = await scoreEnsemble(readers, {
          allOrientations,
          badSamples,
          ...(engine && { memoryLimits: engine.memoryLimits }),
        });
        return rankLocations(ensemble, scored);
      } finally {
        await opened.close();
      }
    } finally {
      ensemble.dispose();
    }
  } finally {
    engine?.dispose();
  }
}

function isDecoded(images: string | readonly (string | CellImage)[]): images is readonly CellImage[] {
  return typeof images !== 'string' && typeof images[0] === 'object';
}

/** The channels that images are known to have before they are opened. */
function imageChannels(
  images: string | readonly string[] | readonly CellImage[],
  channels: Readonly<Record<ChannelName, string>> | undefined,
): readonly ChannelName[] {
  return (isDecoded(images) ? images[0]?.channels : undefined) ?? Object.keys(channels ?? {});
}

/** Decoded images as a dataset of each model, with their positions as ids. */
async function decodedMembers(
  images: readonly CellImage[],
  { folders }: { readonly folders: readonly string[] },
) {
  const [{ height, width, channels = CHANNEL_NAMES }] = images as readonly [CellImage];
  const samples = images.map((_, index): Sample => {
    const address = `decoded:${index}`;
    const addresses = Object.fromEntries(channels.map((name) => [name, address]));
    return { id: String(index), labels: [], channels: addresses };
  });
  const close = async (): Promise<void> => {};
  const image = async ({ id }: Sample): Promise<CellImage> => images[Number(id)] as CellImage;
  const dataset = { samples, images: { height, width, channels, image, close } };
  const records = await Promise.all(folders.map(recordOfModel));
  return {
    members: folders.map((folder, index) => ({ folder, dataset, record: records[index] ?? null })),
    close,
  };
}

function rankLocations({ card }: Ensemble, { ids, scores, unlike }: SampleScores) {
  const thresholds = thresholdsFor(card.classes, card);
  return ids.map((id, row) => {
    const probabilities = scores[row]!;
    const claimed = claimedClasses(probabilities, card);
    const locations = card.classes.map((label, column) => ({
      ...label,
      probability: probabilities[column]!,
      claimed: claimed.includes(column),
      ...(thresholds && { threshold: thresholds[column]! }),
    }));
    return {
      id,
      ...(unlike && { unlike: unlike[row]! }),
      locations: locations.sort((a, b) => b.probability - a.probability),
    };
  });
}
