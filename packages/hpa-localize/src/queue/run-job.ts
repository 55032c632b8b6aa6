import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { History, MemoryLimits } from '@hpa/train';
import { say } from '../command-line/say.js';
import { startProgress } from '../command-line/start-progress.js';
import type { SplitDataset } from '../experiment/split-dataset.js';
import { studyTrainings } from '../experiment/study-trainings.js';
import { trainModel } from '../experiment/train-model.js';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import { trainingFolder } from '../report/schema/training-folder.js';
import { trainTrial } from '../search/train-trial.js';
import { trialRecipe } from '../search/tuned-recipe.js';
import { type JobResult, jobInWords, type StudyJob } from './job-schema.js';

/** What the trainings of a run, or the trials of a search, are done with. */
export interface JobStudy {
  readonly study: SplitDataset;
  readonly recipes: readonly Recipe[];
  /** What models start from, by their names. */
  readonly weights: ReadonlyMap<string, StartingWeights>;
  readonly memoryLimits: MemoryLimits | undefined;
  /** What computes, in words. */
  readonly engine: string;
}

interface RunJobOptions extends JobStudy {
  /** Where this worker keeps checkpoints of trials, if it does not share the folder of the sender. */
  readonly out: string | undefined;
  readonly signal: AbortSignal;
  /** Called with macro F1 in validation after each epoch. */
  readonly report: (epoch: number, value: number) => Promise<void>;
}

/**
 * Does a training or trial to its end, from its checkpoint if it was begun before.
 *
 * @throws Error if it cannot be done, or the signal is aborted: its checkpoint is saved then.
 */
export async function runJob(job: StudyJob, options: RunJobOptions): Promise<JobResult> {
  return job.kind === 'trial' ? runTrialJob(job, options) : runTrainingJob(job, options);
}

async function runTrialJob(
  job: StudyJob & { readonly kind: 'trial' },
  { study, recipes, weights, memoryLimits, engine, out, signal, report }: RunJobOptions,
): Promise<JobResult> {
  const { number, seed, parameters, repeats } = job;
  const recipe = trialRecipe(recipes[0]!, parameters);
  const own = out === undefined ? null : join(out, job.run, `trial-${number}`);
  const folder = own ?? join(job.folder, `trial-${number}`);
  await mkdir(folder, { recursive: true });
  const value = await trainTrial(recipe, {
    study,
    weights: weights.get(recipe.name),
    repeats,
    trial: { seed, folder, signal, report },
    memoryLimits,
    engine,
    onDamage: say,
    startProgress: () => startProgress(jobInWords(job), { epochs: recipe.epochs, task: study.task }),
  });
  if (own !== null) {
    await rm(own, { recursive: true, force: true });
  }
  return { outcome: 'complete', value };
}

async function runTrainingJob(
  job: StudyJob & { readonly kind: 'training' },
  { study, recipes, weights, memoryLimits, engine, signal, report }: RunJobOptions,
): Promise<JobResult> {
  const { repeats = 1, seed, trainingCells = true } = job.config.options;
  const found = recipes
    .flatMap((recipe) => studyTrainings(study, { repeats, seed }).map((training) => ({ recipe, training })))
    .find(({ recipe, training }) => trainingFolder(recipe.name, training) === job.key);
  if (found === undefined) {
    throw new Error(`${job.folder} has no training ${job.key}`);
  }
  const { recipe, training } = found;
  const progress = startProgress(job.key, { epochs: recipe.epochs, task: study.task });
  /** Reports of epochs, which are sent one after the other while training goes on. */
  let reported = Promise.resolve();
  const onEpoch = (record: History['epochs'][number]): void => {
    progress.epoch(record);
    const value = record.validation?.macroF1;
    if (value !== undefined) {
      reported = reported.then(() => report(record.epoch, value));
    }
  };
  const { status } = await trainModel(recipe, {
    study: training.study,
    folder: join(job.folder, job.key),
    seed: training.seed,
    ...(memoryLimits && { memoryLimits }),
    engine,
    weights: weights.get(recipe.name) ?? null,
    trainingCells,
    resume: true,
    signal,
    onDamage: progress.say,
    onBatch: progress.batch,
    onEpoch,
  }).finally(progress.end);
  await reported;
  if (status === 'interrupted') {
    signal.throwIfAborted();
  }
  return { outcome: 'complete', value: null };
}
