import { join } from 'node:path';
import type { MemoryLimits } from '@hpa/train';
import type { Progress } from '../command-line/start-progress.js';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipes.js';
import type { ModelReport, Report } from '../report/schema/report-schema.js';
import { compareModels } from './compare-models.js';
import { removeCheckpoint } from './model-result.js';
import type { SplitDataset } from './split-dataset.js';
import { trainModel } from './train-model.js';
import { writeReport } from './write-report.js';

/**
 * Trains the models of a run one after another, compares them and writes the report. Each model is recorded when it has
 * ended, and the report is written after each, so that whatever ends the process costs no finished model. A model whose
 * numbers do not stay finite is recorded as failed, and the others go on.
 *
 * @returns The report; its status is `interrupted` if the signal stopped the run.
 */
export async function trainStudy(
  recipes: readonly Recipe[],
  {
    folder,
    study,
    epochs,
    batchSize,
    seed,
    backend,
    weights,
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
    readonly epochs: number;
    readonly batchSize: number;
    readonly seed: number;
    readonly backend: Report['backend'] & { readonly memoryLimits?: MemoryLimits };
    /** What models start from, by their names. */
    readonly weights: ReadonlyMap<string, StartingWeights>;
    readonly baselines: Parameters<typeof writeReport>[1]['baselines'];
    /** The command line that made the run, for the reader. */
    readonly command: string;
    /** What the folder holds of models whose training ended in an earlier call, as `findResumable` gives it. */
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
  const write = async (): Promise<Report> => {
    const models = recipes.flatMap(({ name }) => results.get(name) ?? []);
    const ended = models.filter(({ status }) => status !== 'interrupted');
    return writeReport(folder, {
      command,
      status: ended.length === recipes.length ? 'complete' : 'interrupted',
      seed,
      study,
      backend,
      baselines,
      models,
      comparisons: await compareModels(models, { folder, study, seed }),
    });
  };
  for (const recipe of recipes) {
    if (signal.aborted) {
      break;
    }
    const { name } = recipe;
    const before = results.get(name);
    if (before !== undefined) {
      await removeCheckpoint(join(folder, name));
      say(
        before.failure === undefined
          ? `${name}: already complete`
          : `${name}: has failed: ${before.failure}; remove ${join(folder, name)} to train it again`,
      );
      continue;
    }
    const progress = startProgress(name, { epochs });
    const model = await trainModel(recipe, {
      study,
      folder: join(folder, name),
      epochs,
      batchSize,
      seed,
      ...(backend.memoryLimits && { memoryLimits: backend.memoryLimits }),
      weights: weights.get(name) ?? null,
      resume,
      signal,
      onDamage: (message) => progress.say(`${name}: ${message}`),
      onResume: (epoch) => progress.say(`${name}: resuming after epoch ${epoch}`),
      onBatch: progress.batch,
      onEpoch: progress.epoch,
    }).finally(progress.end);
    results.set(name, model);
    if (model.failure !== undefined) {
      say(`${name}: failed: ${model.failure}`);
    } else if (model.test) {
      const { test } = model;
      const right =
        test.task === 'single-label'
          ? `accuracy ${test.accuracy.toFixed(3)}`
          : `exact match ${test.exactMatch.toFixed(3)}`;
      say(`${name}: test ${right}, macro F1 ${test.macroF1.toFixed(3)}`);
    }
    // Written after every model, so that the folder is valid whenever the process ends.
    if (recipe !== recipes.at(-1)) {
      await write();
    }
  }
  return write();
}
