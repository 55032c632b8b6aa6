import { join } from 'node:path';
import type { BatchSource, Sample } from '@hpa/data';
import type { Classifier } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import type { Callback, History, MemoryLimits } from '@hpa/train';
import { fileCallbacks } from '@hpa/train/node';
import { stringify } from 'csv-stringify/sync';
import { writeWhole } from '../files/write-whole.js';
import { writeTrainingRecord } from '../knowledge/training-record.js';
import { findStartingWeights, type StartingWeights } from '../recipes/find-starting-weights.js';
import { parseRecipes } from '../recipes/parse-recipes.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import { RECIPES } from '../recipes/recipes.js';
import type { Report } from '../report/schema/report-schema.js';
import { batchesOfRecipe } from './batches-of-recipe.js';
import { buildModel } from './build-model.js';
import { describeModel } from './describe-model.js';
import { describeTraining } from './describe-training.js';
import { findFinished } from './find-finished.js';
import { keepTrainingCells } from './keep-training-cells.js';
import { keptEpoch } from './kept-epoch.js';
import { type MeasuredModel, measureModel } from './measure-model.js';
import { removeCheckpoint, writeResult } from './model-result.js';
import { writePredictions } from './predictions-csv.js';
import { recordTraining } from './record-training.js';
import { seeTrainingCells } from './see-training-cells.js';
import type { SplitDataset } from './split-dataset.js';
import { trainWithCheckpoints } from './train-with-checkpoints.js';
import { identifyTraining, type TrainingIdentity } from './training-identity.js';
import { type Training, trainingOptions } from './training-options.js';
import { headBias, undoPositiveWeights } from './undo-positive-weights.js';

/**
 * Builds and trains one model by its recipe, measures the epoch that it keeps on validation and test split, and writes its folder.
 *
 * After training, a temperature that calibrates its probabilities is fitted on the validation split, and for several labels a sample
 * a threshold for each class; both are on the card of the saved model.
 *
 * @param model Name of one of `RECIPES`, or a recipe of your own.
 * @returns What the report says of the model; `status` is `interrupted` if the signal stopped it, and `failed` if its loss
 * or logits did not stay finite.
 * @throws RangeError if there is no recipe of that name, it is for another task, or its network does not take images of this size.
 * @throws Error naming the file if what the folder holds is to be resumed, but is damaged or of another run.
 *
 * @example
 * import { mkdtemp } from 'node:fs/promises';
 * import { openDataset, splitDataset, trainModel } from '@hpa/localize';
 * const dataset = await openDataset('synthetic', { classes: [14, 21], count: 24, size: 32 });
 * const study = await splitDataset(dataset, { seed: 1 });
 * const folder = await mkdtemp('/tmp/hpa-');
 * const model = await trainModel('gapnet-pl', { study, folder, epochs: 1, batchSize: 8, seed: 1 });
 * [model.status, model.test.n]; // ["complete", 4]
 */
export async function trainModel(
  model: string | Recipe,
  options: {
    /** What to train and measure on. */
    readonly study: SplitDataset;
    /** Where history.csv, predictions.csv, model/ and, while unfinished, checkpoint/ go. */
    readonly folder: string;
    /** Number of epochs; that of the recipe by default. */
    readonly epochs?: number;
    /** Number of images per batch; that of the recipe by default. */
    readonly batchSize?: number;
    /** Integer in [0, 2^32) that decides initial weights, order and augmentation. */
    readonly seed: number;
    /** What the engine can hold, as @hpa/backend says; a batch that would take more is trained on in parts. */
    readonly memoryLimits?: MemoryLimits;
    /** What computes, in words, such as `wasm`: a checkpoint says it, and `onDamage` is told if another engine goes on from it. */
    readonly engine?: string;
    /** The weights that the recipe names, if they have been found already; by default they are looked for, and fetched if need be. */
    readonly weights?: StartingWeights | null;
    /**
     * Whether to return the result in the folder, if training has ended, or to go on from its checkpoint, if there is one.
     * Either must be of a run with the same data, split, seed, batch, epochs, classes, recipe and weights.
     */
    readonly resume?: boolean;
    /**
     * Whether up to 1,000 training cells lie beside the saved model, as features and thumbnails, for pages that show those most like a
     * cell. Without them no pixel travels with the model. They do by default, unless the network has more than 2,048 features.
     */
    readonly trainingCells?: boolean;
    /** Stops after the current batch; what was trained stays in the checkpoint. */
    readonly signal?: AbortSignal;
    /** Called with the whole epochs of a checkpoint that training resumes from, and the batches of the next that it has too. */
    readonly onResume?: (epochs: number, batches: number) => void;
    /**
     * Called with one line if the newest checkpoint is damaged, so that training resumes from the one before it, or was saved on another
     * engine, whose numbers differ in the last bits.
     */
    readonly onDamage?: (message: string) => void;
    /** Called after every batch. */
    readonly onBatch?: (progress: Parameters<NonNullable<Callback['onStep']>>[0]) => void;
    /** Called after every epoch. */
    readonly onEpoch?: (record: History['epochs'][number]) => void;
  },
): Promise<Report['models'][number]> {
  const recipe = requireRecipe(model, options);
  const { study, folder, seed, resume = false } = options;
  const weights = options.weights ?? (await findStartingWeights([recipe])).get(recipe.name);
  const classifier = buildModel(recipe, { study, seed, weights });
  const training = trainingOptions(recipe, { study, classifier });
  try {
    const { positiveWeights } = training;
    const bias = positiveWeights && headBias(classifier);
    const identity = await identifyTraining(recipe, { study, seed, weights, classifier });
    const finished = resume ? await findFinished(folder, { identity, study }) : null;
    if (finished) {
      await removeCheckpoint(folder);
      return finished;
    }
    const batches = batchesOfRecipe(recipe, { input: classifier.card.input, study, seed });
    const trained = await trainUntilFailure(classifier, {
      ...options,
      identity,
      batches,
      training,
    });
    const { history, failure } = trained;
    await writeWhole(join(folder, 'history.csv'), historyTable(history));
    const complete = failure === undefined && history.stopped !== 'aborted';
    if (complete && positiveWeights && bias) {
      undoPositiveWeights(bias, { weights: positiveWeights });
    }
    const measuring = (samples: readonly Sample[]) => batches(samples, 'measuring');
    const measured = complete ? await measureModel(classifier, { ...options, batches: measuring }) : null;
    if (measured) {
      await saveModel(classifier, { ...options, recipe, history, measured, batches: measuring });
    }
    const report = describeModel(recipe, {
      classifier,
      history,
      training: describeTraining(recipe, study),
      seed,
      measured,
      failure,
    });
    if (report.status !== 'interrupted') {
      await writeResult(folder, { identity, model: report });
    }
    return report;
  } finally {
    training.optimizer.dispose();
    classifier.dispose();
  }
}

type TrainModelOptions = Parameters<typeof trainModel>[1];

function requireRecipe(
  model: string | Recipe,
  { study: { task }, epochs, batchSize }: Pick<TrainModelOptions, 'study' | 'epochs' | 'batchSize'>,
): Recipe {
  const recipe = typeof model === 'string' ? RECIPES[model] : model;
  if (recipe === undefined) {
    throw new RangeError(`model must be one of ${Object.keys(RECIPES).join(', ')}; received ${model}`);
  }
  if (recipe.task !== undefined && recipe.task !== task) {
    throw new RangeError(`model ${recipe.name} is for the task ${recipe.task}; the study is ${task}`);
  }
  const own = {
    ...recipe,
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
  };
  return parseRecipes(own, { source: 'trainModel' })[0]!;
}

/** Trains, and tells what came of it if loss or logits did not stay finite: other models can go on then. */
async function trainUntilFailure(
  classifier: Classifier,
  {
    study: { splits },
    folder,
    onResume,
    onBatch,
    onEpoch,
    ...options
  }: TrainModelOptions & {
    readonly identity: TrainingIdentity;
    readonly batches: ReturnType<typeof batchesOfRecipe>;
    readonly training: Training;
  },
): Promise<{ readonly history: History; readonly failure?: string }> {
  const records: History['epochs'][number][] = [];
  try {
    const history = await trainWithCheckpoints(classifier, {
      ...options,
      resume: options.resume ?? false,
      splits,
      folder: join(folder, 'checkpoint'),
      onResume: ({ epoch, history, unfinishedEpoch }) => {
        records.push(...history);
        onResume?.(epoch, unfinishedEpoch?.batches ?? 0);
      },
      callbacks: [
        {
          onStep: (progress) => onBatch?.(progress),
          onEpoch: (record) => {
            records.push(record);
            onEpoch?.(record);
          },
        },
        fileCallbacks.saveDivergedBatch(join(folder, 'diverged')),
      ],
    });
    return { history };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'Diverged')) {
      throw error;
    }
    return { history: { epochs: records, best: null, stopped: 'completed' }, failure: error.message };
  }
}

/** Writes what a complete model leaves behind. */
async function saveModel(
  classifier: Classifier,
  options: TrainModelOptions & {
    readonly recipe: Recipe;
    readonly history: History;
    readonly measured: MeasuredModel;
    readonly batches: (samples: readonly Sample[]) => BatchSource;
  },
): Promise<void> {
  const {
    study: { provenance: data, classes, splits, fields },
    folder,
    recipe,
    history,
    measured: { predictions, temperature, thresholds },
  } = options;
  const { provenance } = classifier.card;
  const saved = join(folder, 'model');
  await writePredictions(join(folder, 'predictions.csv'), { classes, splits: { ...predictions } });
  await saveClassifier(classifier, saved, {
    provenance: `${provenance}; trained on ${splits.train.length} cells of ${data}${fields?.segmented === undefined ? '' : ', whose outlines were found approximately'}, epoch ${keptEpoch(history, recipe)?.epoch} of ${recipe.epochs}`,
    temperature: temperature.values,
    ...(thresholds && { thresholds: thresholds.values }),
  });
  const known = await seeTrainingCells(classifier, { ...options, samples: splits.train });
  const trainingCells =
    known && (options.trainingCells ?? true)
      ? await keepTrainingCells(saved, { ...options, seen: known })
      : undefined;
  await writeTrainingRecord(saved, recordTraining({ ...options, known, trainingCells }));
}

function historyTable({ epochs }: History): string {
  const rows = epochs.map(({ epoch, loss, accuracy, validation, learningRate, seconds }) => ({
    epoch,
    loss,
    accuracy,
    validation_loss: validation?.loss,
    validation_accuracy: validation?.accuracy,
    validation_macro_f1: validation?.macroF1,
    learning_rate: learningRate,
    seconds,
  }));
  return stringify(rows, {
    header: true,
    columns: [
      'epoch',
      'loss',
      'accuracy',
      'validation_loss',
      'validation_accuracy',
      'validation_macro_f1',
      'learning_rate',
      'seconds',
    ],
  });
}
