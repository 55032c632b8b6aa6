import {
  createBatches,
  type ImageStore,
  ORIENTATIONS,
  type Orientation,
  orientImage,
  type Sample,
  type SkippedSample,
} from '@hpa/data';
import type { Classifier } from '@hpa/models';
import { type MemoryLimits, predict } from '@hpa/train';
import { calibrateScores } from '../answers/calibrate-scores.js';
import type { PackageModel } from '../bioimage-io/open-package.js';
import type { ScoringModel } from './load-ensemble.js';

/** Options of {@link scoreSamples}. */
export interface ScoreSamplesOptions {
  readonly images: ImageStore;
  /** Whether to average the eight flips and quarter turns of each image. */
  readonly allOrientations?: boolean;
  readonly badSamples?: 'throw' | 'skip';
  readonly memoryLimits?: MemoryLimits;
  /** Ends the call after the current batch, with an AbortError. */
  readonly signal?: AbortSignal;
  /** Called after every batch with the number of views scored, and of all. */
  readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
}

/** The class probabilities of samples, calibrated as the card says, in their order; `skipped` could not be read. */
export interface SampleScores {
  readonly ids: readonly string[];
  readonly scores: readonly (readonly number[])[];
  readonly skipped: readonly SkippedSample[];
}

/** Number of images per batch. */
const BATCH_SIZE = 16;

/** Scores samples by a classifier. Labels play no part. The temperature on its card is applied to each view before they are averaged. */
export async function scoreSamples(
  classifier: ScoringModel,
  samples: readonly Sample[],
  {
    images,
    allOrientations = false,
    badSamples = 'throw',
    memoryLimits,
    signal,
    onProgress,
  }: ScoreSamplesOptions,
): Promise<SampleScores> {
  const { input, classes } = classifier.card;
  const unlabeled = samples.map((sample) => ({ ...sample, labels: [] }));
  const views: readonly Orientation[] = allOrientations ? ORIENTATIONS : [0];
  const sums = new Map<string, number[]>();
  const skipped = new Map<string, SkippedSample>();
  for (const [view, orientation] of views.entries()) {
    const batches = createBatches(unlabeled, {
      images: orientation === 0 ? images : turned(images, orientation),
      input,
      classCount: classes.length,
      batchSize: BATCH_SIZE,
      seed: 0,
      badSamples,
      reuseMemory: true,
    });
    const onBatch = ({ samples: scored }: { readonly samples: number }) =>
      onProgress?.({ done: view * samples.length + scored, of: views.length * samples.length });
    const { ids, scores } =
      'probabilities' in classifier
        ? await scoreByPackage(classifier, batches, { ...(signal && { signal }), onBatch })
        : await scoreByClassifier(classifier, batches, {
            ...(memoryLimits && { memoryLimits }),
            ...(signal && { signal }),
            onBatch,
          });
    for (const [row, id] of ids.entries()) {
      const sum = sums.get(id) ?? classes.map(() => 0);
      sums.set(
        id,
        sum.map((value, column) => value + (scores[row]![column] as number) / views.length),
      );
    }
    for (const bad of batches.skipped) {
      skipped.set(bad.id, bad);
    }
  }
  return { ids: [...sums.keys()], scores: [...sums.values()], skipped: [...skipped.values()] };
}

/** Ids and probabilities, in the order of the batches. */
type Scores = Pick<SampleScores, 'ids' | 'scores'>;

async function scoreByClassifier(
  classifier: Classifier,
  batches: Parameters<typeof predict>[1],
  options: NonNullable<Parameters<typeof predict>[2]>,
): Promise<Scores> {
  const { ids, scores } = await predict(classifier, batches, options);
  return { ids, scores: calibrateScores(scores, classifier) };
}

/** A package is no network of ours: its probabilities are what it says they are, for gray levels as they are. */
async function scoreByPackage(
  model: PackageModel,
  batches: Parameters<typeof predict>[1],
  {
    signal,
    onBatch,
  }: { readonly signal?: AbortSignal; readonly onBatch: (progress: { readonly samples: number }) => void },
): Promise<Scores> {
  signal?.throwIfAborted();
  const ids: string[] = [];
  const scores: number[][] = [];
  for await (const batch of batches.batches(0)) {
    try {
      ids.push(...batch.ids);
      scores.push(...(await model.probabilities(await batch.images.data<'float32'>())));
    } finally {
      batch.dispose();
    }
    onBatch({ samples: ids.length });
    signal?.throwIfAborted();
  }
  return { ids, scores };
}

/** A store whose images are all turned in one way. */
function turned(images: ImageStore, orientation: Orientation): ImageStore {
  const { inputs } = images;
  return {
    ...images,
    image: async (sample) => orientImage(await images.image(sample), orientation),
    ...(inputs && {
      inputs: (oriented, options) =>
        inputs(
          oriented.map((each) => ({ ...each, orientation })),
          options,
        ),
    }),
  };
}
