import { type BackendName, startBackend } from '@hpa/backend';
import type { CellImage, ChannelName, ClassLabel, Sample } from '@hpa/data';
import type { Classifier } from '@hpa/models';
import { loadClassifier } from '@hpa/models/node';
import { getBackend } from '@tensorflow/tfjs-core';
import { claimedClasses, thresholdsFor } from '../answers/claimed-classes.js';
import { type Dataset, openDataset } from '../dataset/open-dataset.js';
import { findModel } from './find-model.js';
import { readingOfModel } from './reading-of-model.js';
import { type SampleScores, scoreSamples } from './score-samples.js';

/**
 * Ranks the locations of the protein in each image by a saved model, and says which of them it claims.
 *
 * @param model A folder with a saved model, or a model of a run, such as `runs/first/gapnet-pl`. With `models`, its name
 * in that folder.
 * @param images Paths: a folder or table in any layout, or files {id}_{red,green,blue,yellow}.png (.jpg, .tif), all of
 * each id. Or decoded images of the model's input size, whose ids are their positions.
 * @returns For each image its locations, the most probable first. A single-label model claims the first, and its probabilities sum
 * to 1. A multi-label model claims every location whose probability reaches its threshold, which may be none.
 * @throws RangeError if there are no images, or decoded ones are not of the model's size.
 * @throws Error if there is no model or an image cannot be read; one line names it.
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
  model: string,
  images: string | readonly string[] | readonly CellImage[],
  {
    models = '.',
    allOrientations = false,
    layout = 'auto',
    allowMissing,
    badSamples = 'throw',
    whiteLevel,
    levels,
    channelOrder,
    backend: name,
  }: {
    /** The folder that `model` is relative to; the current one by default. */
    readonly models?: string;
    /** Whether to average the predictions of the eight flips and quarter turns: slower, and usually a little better. */
    readonly allOrientations?: boolean;
    /** How a folder is organized; `auto`, the default, detects it. */
    readonly layout?: string;
    /** A channel that images may lack: it is then black. */
    readonly allowMissing?: 'er';
    /** Whether the first image that cannot be read throws, or all of them are left out. */
    readonly badSamples?: 'throw' | 'skip';
    /** The level of 16-bit files that is white; by default as in the run that trained the model. */
    readonly whiteLevel?: number;
    /** The levels that are black and white, as `openDataset` has them; by default as in the run that trained the model. */
    readonly levels?: readonly [black: number, white: number];
    /** The channels in the samples of a pixel, in their order; by default as in the run that trained the model. */
    readonly channelOrder?: readonly ChannelName[];
    /** The engine to start; by default that which runs in TensorFlow.js, or the fastest that starts. */
    readonly backend?: 'auto' | BackendName;
  } = {},
): Promise<
  {
    readonly id: string;
    readonly locations: readonly (ClassLabel & {
      readonly probability: number;
      /** Whether the model answers that the protein is there. */
      readonly claimed: boolean;
      /** Of a multi-label model: the probability from which it claims the location. */
      readonly threshold?: number;
    })[];
  }[]
> {
  const folder = findModel(model, { models });
  if (images.length === 0) {
    throw new RangeError('images must hold at least one; received none');
  }
  const backend = name === undefined && getBackend() ? undefined : await startBackend(name);
  try {
    const classifier = await loadClassifier(folder);
    const decoding = await readingOfModel(folder, { whiteLevel, levels, channelOrder });
    const reading = { layout, badSamples, ...decoding, ...(allowMissing && { allowMissing }) };
    const dataset = isDecoded(images)
      ? decodedDataset(images)
      : await openDataset(images, { ...reading, labels: 'ignored', size: classifier.card.input });
    try {
      const scored = await scoreSamples(classifier, dataset.samples, {
        images: dataset.images,
        allOrientations,
        badSamples,
        ...(backend && { memoryLimits: backend.memoryLimits }),
      });
      return rankLocations(classifier, scored);
    } finally {
      await dataset.close();
      classifier.dispose();
    }
  } finally {
    backend?.dispose();
  }
}

function isDecoded(images: string | readonly (string | CellImage)[]): images is readonly CellImage[] {
  return typeof images !== 'string' && typeof images[0] === 'object';
}

/** Decoded images as a dataset, with their positions as ids. */
function decodedDataset(images: readonly CellImage[]): Pick<Dataset, 'samples' | 'images' | 'close'> {
  const [{ height, width }] = images as readonly [CellImage];
  const samples = images.map((_, index): Sample => {
    const address = `decoded:${index}`;
    const channels = { microtubules: address, protein: address, nucleus: address, er: address };
    return { id: String(index), labels: [], channels };
  });
  const close = async (): Promise<void> => {};
  const image = async ({ id }: Sample): Promise<CellImage> => images[Number(id)] as CellImage;
  return { samples, images: { height, width, image, close }, close };
}

function rankLocations({ card }: Classifier, { ids, scores }: SampleScores) {
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
    return { id, locations: locations.sort((a, b) => b.probability - a.probability) };
  });
}
