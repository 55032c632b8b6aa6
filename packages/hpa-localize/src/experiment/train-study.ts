import { join } from 'node:path';
import type { MemoryLimits } from '@hpa/train';
import type { Progress } from '../command-line/start-progress.js';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { ModelReport, Report } from '../report/schema/report-schema.js';
import { trainingFolder } from '../report/schema/training-folder.js';
import { trainingInWords } from '../report/words/trainings-in-words.js';
import { compareModels } from './compare-models.js';
import { engineInWords } from './engine-in-words.js';
import { removeCheckpoint } from './model-result.js';
import { placedTraining } from './placed-training.js';
import type { SplitDataset } from './split-dataset.js';
import { studyTrainings } from './study-trainings.js';
import { trainModel } from './train-model.js';
import { writeReport } from './write-report.js';

/**
 * Trains the models of a run one after another, each once for every repeat and fold, compares them and writes the report. Each
 * training is recorded when it has ended, and the report is written after each, so that whatever ends the process costs no finished
 * training. A training whose numbers do not stay finite is recorded as failed, and the others go on.
 *
 * @returns The report; its status is `interrupted` if the signal stopped the run.
 */
export async function trainStudy(
  recipes: readonly Recipe[],
  {
    folder,
    study,
    seed,
    repeats = 1,
    backend,
    weights,
    trainingCells = true,
    baselines,
    command,
    ended,
    resume,
    signal,
    say,
    startProgress,
  }: {
    readonly folder: string;
    readonly study: SplitDataset;
    /** Of the first repeat; the others have seeds that follow from it. */
    readonly seed: number;
    /** How many trainings each model has on the same samples; 1 by default. */
    readonly repeats?: number;
    readonly backend: Report['backend'] & { readonly memoryLimits?: MemoryLimits };
    /** What models start from, by their names. */
    readonly weights: ReadonlyMap<string, StartingWeights>;
    /** Whether training cells lie beside each model, as {@link trainModel} has it; they do by default. */
    readonly trainingCells?: boolean;
    readonly baselines: Parameters<typeof writeReport>[1]['baselines'];
    /** The command line that made the run, for the reader. */
    readonly command: string;
    /** What the folder holds of trainings that ended in an earlier call, by their folders, as `findResumable` gives it. */
    readonly ended: ReadonlyMap<string, ModelReport>;
    /** Whether to go on from the checkpoints in the folder. */
    readonly resume: boolean;
    /** Stops after the current batch. */
    readonly signal: AbortSignal;
    /** Prints one line. */
    readonly say: (line: string) => void;
    /** Shows how the training of a model goes. */
    readonly startProgress: (model: string, options: { readonly epochs: number }) => Progress;
  },
): Promise<Report> {
  const results = new Map(ended);
  const trainings = studyTrainings(study, { repeats, seed });
  const planned = recipes.flatMap((recipe) =>
    trainings.map((training) => ({ recipe, ...training, key: trainingFolder(recipe.name, training) })),
  );
  const write = async (): Promise<Report> => {
    const models = planned.flatMap(({ key }) => results.get(key) ?? []);
    const ended = models.filter(({ status }) => status !== 'interrupted');
    return writeReport(folder, {
      command,
      status: ended.length === planned.length ? 'complete' : 'interrupted',
      seed,
      study,
      backend,
      baselines,
      models,
      comparisons: await compareModels(models, { folder, study, seed, repeats }),
      repeats,
    });
  };
  const totals = { repeats, ...(study.folds && { folds: study.folds.length }) };
  for (const { recipe, key, ...training } of planned) {
    if (signal.aborted) {
      break;
    }
    const { name } = recipe;
    const shown = [name, trainingInWords(training, totals)].filter((part) => part !== '').join(', ');
    const before = results.get(key);
    if (before !== undefined) {
      await removeCheckpoint(join(folder, key));
      say(
        before.failure === undefined
          ? `${shown}: already complete`
          : `${shown}: has failed: ${before.failure}; remove ${join(folder, key)} to train it again`,
      );
      continue;
    }
    const progress = startProgress(shown, { epochs: recipe.epochs });
    const model = await trainModel(recipe, {
      study: training.study,
      folder: join(folder, key),
      seed: training.seed,
      ...(backend.memoryLimits && { memoryLimits: backend.memoryLimits }),
      engine: engineInWords(backend),
      weights: weights.get(name) ?? null,
      trainingCells,
      resume,
      signal,
      onDamage: (message) => progress.say(`${shown}: ${message}`),
      onResume: (epoch, batches) =>
        progress.say(
          `${shown}: resuming after ${[
            ...(epoch > 0 ? [`epoch ${epoch}`] : []),
            ...(batches > 0 ? [`${batches} ${batches === 1 ? 'batch' : 'batches'}`] : []),
          ].join(' and ')}`,
        ),
      onBatch: progress.batch,
      onEpoch: progress.epoch,
    }).finally(progress.end);
    results.set(key, placedTraining(model, training));
    if (model.failure !== undefined) {
      say(`${shown}: failed: ${model.failure}`);
    } else if (model.test) {
      const { test } = model;
      const right =
        test.task === 'single-label'
          ? `accuracy ${test.accuracy.toFixed(3)}`
          : `exact match ${test.exactMatch.toFixed(3)}`;
      say(`${shown}: test ${right}, macro F1 ${test.macroF1.toFixed(3)}`);
    }
    // Written after every training, so that the folder is valid whenever the process ends.
    if (key !== planned.at(-1)!.key) {
      await write();
    }
  }
  return write();
}
