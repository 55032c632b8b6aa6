import {
  type BatchSource,
  createBatches,
  type ImageStore,
  ORIENTATIONS,
  orientImage,
  type Sample,
  type SkippedSample,
} from '@hpa/data';
import type { Classifier } from '@hpa/models';
import type { OnnxClassifier } from '@hpa/models/onnx';
import { type MemoryLimits, predict } from '@hpa/train';
import { calibrateScores } from '../answers/calibrate-scores.js';
import type { PackageModel } from '../bioimage-io/open-package.js';
import { type Familiarity, requireFamiliarity, unlikeness } from '../knowledge/familiarity.js';
import { watchFeatures } from '../knowledge/watch-features.js';
import { isPackageModel, type ScoringModel } from './load-ensemble.js';
import { batching, isNative, passNatively } from './pass-natively.js';

type Orientation = (typeof ORIENTATIONS)[number];

/** Options of {@link scoreSamples}. */
export interface ScoreSamplesOptions {
  readonly images: ImageStore;
  /** Whether to average the eight flips and quarter turns of each image. */
  readonly allOrientations?: boolean;
  /** How the features of the training cells are spread: then it is measured how unlike them each sample is. */
  readonly familiarity?: Familiarity | undefined;
  readonly badSamples?: 'throw' | 'skip';
  /** Whether samples of which every one is skipped have no scores, rather than being an error. */
  readonly allowNone?: boolean;
  readonly memoryLimits?: MemoryLimits;
  /** Ends the call after the current batch, with an AbortError. */
  readonly signal?: AbortSignal;
  /** Called after every batch with the number of views scored, and of all. */
  readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
}

/**
 * The class probabilities of samples, calibrated as the card says, in their order; `skipped` could not be read. If it was measured,
 * `unlike` says how unlike the training cells each is as it was given: above 1 beyond 99 % of them.
 */
export interface SampleScores {
  readonly ids: readonly string[];
  readonly scores: readonly (readonly number[])[];
  readonly unlike?: readonly number[];
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
    familiarity,
    badSamples = 'throw',
    allowNone = false,
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
  const unlike = new Map<string, number>();
  for (const [view, orientation] of views.entries()) {
    const batches = createBatches(unlabeled, {
      images: orientation === 0 ? images : turned(images, orientation),
      input,
      classCount: classes.length,
      ...(isNative(classifier) || isPackageModel(classifier) ? batching(input) : { batchSize: BATCH_SIZE }),
      seed: 0,
      badSamples,
      reuseMemory: true,
    });
    const onBatch = ({ samples: scored }: { readonly samples: number }) =>
      onProgress?.({ done: view * samples.length + scored, of: views.length * samples.length });
    const watching = { ...(signal && { signal }), onBatch };
    const knowing = { ...watching, familiarity: view === 0 ? familiarity : undefined };
    const scoring: Promise<Scores> = isPackageModel(classifier)
      ? scoreByPackage(classifier, batches, watching)
      : isNative(classifier)
        ? scoreNatively(classifier, batches, knowing)
        : scoreByClassifier(classifier, batches, {
            ...knowing,
            ...(memoryLimits && { memoryLimits }),
          });
    const found = await scoring.catch((error: unknown): Scores => {
      if (allowNone && batches.skipped.length === samples.length) {
        return { ids: [], scores: [] };
      }
      throw error;
    });
    const { ids, scores } = found;
    for (const [row, value] of (found.unlike ?? []).entries()) {
      unlike.set(ids[row]!, value);
    }
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
  const ids = [...sums.keys()];
  return {
    ids,
    scores: [...sums.values()],
    ...(unlike.size > 0 && { unlike: ids.map((id) => unlike.get(id)!) }),
    skipped: [...skipped.values()],
  };
}

/** Ids, probabilities and, if it was measured, how unlike the training cells each is, in the order of the batches. */
type Scores = Pick<SampleScores, 'ids' | 'scores' | 'unlike'>;

/** Who can end the scoring, and is told of it. */
interface Watching {
  readonly signal?: AbortSignal;
  readonly onBatch: (progress: { readonly samples: number }) => void;
}

async function scoreByClassifier(
  classifier: Classifier,
  batches: BatchSource,
  {
    familiarity,
    ...options
  }: NonNullable<Parameters<typeof predict>[2]> & { readonly familiarity: Familiarity | undefined },
): Promise<Scores> {
  if (familiarity === undefined) {
    const { ids, scores } = await predict(classifier, batches, options);
    return { ids, scores: calibrateScores(scores, classifier) };
  }
  requireFamiliarity(familiarity, {
    name: classifier.card.name,
    width: classifier.backbone.outputs[0]!.shape[1]!,
  });
  const watched = watchFeatures(classifier, batches, {
    keepOf: (features) => unlikeness(features, familiarity),
  });
  const { ids, scores } = await predict(watched.model, watched.batches, options);
  return { ids, scores: calibrateScores(scores, classifier), unlike: await watched.kept() };
}

/** Scores by a model in onnxruntime, whose probabilities are calibrated. */
async function scoreNatively(
  model: OnnxClassifier,
  batches: BatchSource,
  { familiarity, ...watching }: Watching & { readonly familiarity: Familiarity | undefined },
): Promise<Scores> {
  const ids: string[] = [];
  const scores: (readonly number[])[] = [];
  const unlike: number[] = [];
  for await (const rows of passNatively(model, batches, watching)) {
    for (const { id, probabilities, features } of rows) {
      if (familiarity && ids.length === 0) {
        requireFamiliarity(familiarity, { name: model.card.name, width: features.length });
      }
      ids.push(id);
      scores.push(probabilities);
      if (familiarity) {
        unlike.push(unlikeness(features, familiarity));
      }
    }
  }
  return { ids, scores, ...(familiarity && { unlike }) };
}

/** A package is no network of ours: its probabilities are what it says they are, for gray levels as they are. */
async function scoreByPackage(
  model: PackageModel,
  batches: Parameters<typeof predict>[1],
  { signal, onBatch }: Watching,
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
