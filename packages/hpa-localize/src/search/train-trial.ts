import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Callback, History, MemoryLimits } from '@hpa/train';
import { z } from 'zod';
import { batchesOfRecipe } from '../experiment/batches-of-recipe.js';
import { buildModel } from '../experiment/build-model.js';
import type { SplitDataset } from '../experiment/split-dataset.js';
import { repeatSeed } from '../experiment/study-trainings.js';
import { trainWithCheckpoints } from '../experiment/train-with-checkpoints.js';
import { identifyTraining } from '../experiment/training-identity.js';
import { trainingOptions } from '../experiment/training-options.js';
import { parserOf, readJson } from '../files/read-json.js';
import { writeWhole } from '../files/write-whole.js';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipe-schema.js';

/** The value of a trial is the mean of this many last epochs: the best of all is often a lucky one. */
export const LAST_EPOCHS = 3;

const parseEnded = parserOf(z.strictObject({ value: z.number() }), { what: 'the value of a training' });

/** A trial under way, as `search` of @hpa/train gives it. */
interface TrialRun {
  readonly seed: number;
  /** Of this trial alone. What it holds outlives an interruption. */
  readonly folder: string;
  readonly signal: AbortSignal;
  report(step: number, value: number): Promise<void>;
}

/** Shows how a training goes. */
interface TrainingProgress {
  readonly batch: (progress: Parameters<NonNullable<Callback['onStep']>>[0]) => void;
  readonly epoch: (record: History['epochs'][number]) => void;
  readonly end: () => void;
}

interface TrainTrialOptions {
  readonly study: SplitDataset;
  /** What the recipe starts from, if not from random weights. */
  readonly weights: StartingWeights | undefined;
  /** Trainings, each with a seed of its own. */
  readonly repeats: number;
  readonly trial: TrialRun;
  readonly memoryLimits?: MemoryLimits | undefined;
  /** What computes, in words. */
  readonly engine?: string | undefined;
  /** Called with the training that begins, from 1. */
  readonly startProgress: (repeat: number) => TrainingProgress;
  /**
   * Called with one line if the newest checkpoint is damaged, so that training resumes from the one before it, or was saved on another
   * engine.
   */
  readonly onDamage?: ((message: string) => void) | undefined;
}

/**
 * Trains a recipe and returns its macro F1 on the validation split, as the mean of the last three epochs; with several repeats, the mean
 * over trainings with different seeds. It reports that mean as it stands after every epoch. The test split is taken away first.
 *
 * What it keeps in the folder of the trial lets an interrupted trial go on where it stopped.
 *
 * @throws Error if training diverges, is pruned or is aborted, or the file system refuses a checkpoint.
 */
export async function trainTrial(recipe: Recipe, options: TrainTrialOptions): Promise<number> {
  const { repeats, study, trial } = options;
  const visible = { ...study, splits: { ...study.splits, test: [] } };
  const before: number[] = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const file = join(trial.folder, `repeat-${repeat}.json`);
    const ended = await readJson(file, { parse: parseEnded });
    const value = ended?.value ?? (await trainOnce(recipe, { ...options, study: visible, repeat, before }));
    before.push(value);
    if (ended === null) {
      await writeWhole(file, JSON.stringify({ value }));
      await rm(checkpointOf(trial, repeat), { recursive: true, force: true });
    }
  }
  return mean(before);
}

async function trainOnce(
  recipe: Recipe,
  {
    study,
    weights,
    trial,
    repeat,
    before,
    memoryLimits,
    engine,
    startProgress,
    onDamage,
  }: TrainTrialOptions & {
    readonly repeat: number;
    /** The values of the trainings before this one. */
    readonly before: readonly number[];
  },
): Promise<number> {
  const seed = repeatSeed(trial.seed, { repeat });
  const classifier = buildModel(recipe, { study, seed, weights });
  const training = trainingOptions(recipe, { study, classifier });
  const progress = startProgress(repeat);
  try {
    const { input } = classifier.card;
    const identity = await identifyTraining(recipe, { study, seed, weights, classifier });
    const batches = batchesOfRecipe(recipe, { input, study, seed });
    const history = await trainWithCheckpoints(classifier, {
      folder: checkpointOf(trial, repeat),
      identity,
      splits: study.splits,
      batches,
      training,
      memoryLimits,
      engine,
      signal: trial.signal,
      onDamage,
      callbacks: [
        {
          name: 'trial',
          onStep: progress.batch,
          onEpoch: async (record, run) => {
            progress.epoch(record);
            const value = mean([...before, lastMean(run.history)]);
            await trial.report((repeat - 1) * recipe.epochs + record.epoch, value);
          },
        },
      ],
    });
    trial.signal.throwIfAborted();
    return lastMean(history.epochs);
  } finally {
    progress.end();
    training.optimizer.dispose();
    classifier.dispose();
  }
}

function checkpointOf({ folder }: TrialRun, repeat: number): string {
  return join(folder, `repeat-${repeat}`);
}

/** The mean macro F1 in validation of the last epochs so far. */
function lastMean(epochs: History['epochs']): number {
  return mean(epochs.slice(-LAST_EPOCHS).map(({ validation }) => validation?.macroF1 ?? Number.NaN));
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
