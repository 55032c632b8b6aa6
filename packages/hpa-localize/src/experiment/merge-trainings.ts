import { correctedResampledT, evaluate } from '@hpa/metrics';
import type { Evaluation, ModelReport, Training } from '../report/schema/report-schema.js';
import { summarizeScores } from '../report/schema/summarize-scores.js';
import { trainingInWords } from '../report/words/trainings-in-words.js';
import type { intervalsOf } from './intervals-of.js';
import type { SplitPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';
import { testShare } from './test-share.js';
import { ensemblePredictions, meanThresholds } from './training-predictions.js';

/** What was studied, and how often each model was to be trained. */
interface MergeOptions {
  /** The run folder, which holds a folder for each model. */
  readonly folder: string;
  readonly study: SplitDataset;
  /** Integer in [0, 2^32) that decides the resampling. */
  readonly seed: number;
  /** How many trainings each model has on the same samples; 1 by default. */
  readonly repeats?: number | undefined;
}

/**
 * Puts together what the report says of trainings that are of one model, by name, in the order of the first of each: a model is
 * complete if all its trainings are. Its ensemble is measured on the predictions that they left in the run folder.
 *
 * @throws Error naming the file if predictions are gone, damaged or of other samples.
 */
export async function mergeTrainings(
  models: readonly ModelReport[],
  { folder, study, seed, repeats = 1 }: MergeOptions,
): Promise<ModelReport[]> {
  const expected = repeats * (study.folds?.length ?? 1);
  const merged: ModelReport[] = [];
  for (const name of new Set(models.map((model) => model.name))) {
    const parts = models.filter((model) => model.name === name);
    const [first] = parts as [ModelReport];
    if (expected === 1 && parts.length === 1) {
      merged.push(first);
      continue;
    }
    const trainings = parts.flatMap((part) => part.trainings);
    const { thresholds: _, failure: __, ...shared } = first;
    const end = endOf(trainings, { expected });
    const place = { folder, study };
    const measure = async (split: 'validation' | 'test') =>
      evaluatePredictions(await ensemblePredictions({ name, trainings }, { ...place, split }), {
        study,
        seed,
      });
    const test = end.status === 'complete' ? await measure('test') : null;
    merged.push({
      ...shared,
      ...end,
      trainings,
      scores: summarizeScores(trainings, test ? intervalsOfMean(trainings, { study, test }) : {}),
      covers: 'trainings-and-cells',
      ...(test &&
        first.thresholds && { thresholds: { ...first.thresholds, values: meanThresholds(trainings)! } }),
      validation: test && (await measure('validation')),
      test,
    });
  }
  return merged;
}

/** Measures predictions of a study as the report shows them. */
export function evaluatePredictions(
  data: SplitPredictions,
  { study: { classes }, seed }: Pick<MergeOptions, 'study' | 'seed'>,
): Evaluation {
  return evaluate(data, {
    classes,
    seed,
    ...(data.groups && { groups: data.groups }),
  });
}

function endOf(
  trainings: readonly Training[],
  { expected }: { readonly expected: number },
): Pick<ModelReport, 'status' | 'failure'> {
  const failed = trainings.filter(({ status }) => status === 'failed');
  if (failed.length > 0) {
    const failure = failed.map((training) =>
      [trainingInWords(training), training.failure].filter((part) => part !== '').join(': '),
    );
    return { status: 'failed', failure: failure.join('; ') };
  }
  const complete = trainings.filter(({ status }) => status === 'complete').length === expected;
  return { status: complete ? 'complete' : 'interrupted' };
}

/** The interval of the mean of each score that an evaluation gives an interval. */
function intervalsOfMean(
  trainings: readonly Training[],
  { study: { folds }, test }: { readonly study: SplitDataset; readonly test: Evaluation },
): ReturnType<typeof intervalsOf> {
  if (folds === undefined) {
    return {};
  }
  return Object.fromEntries(
    Object.keys(test.intervals).map((name) => {
      const differences = trainings.map((training) => training.test![name] as number);
      const { interval, reason } = correctedResampledT({ differences, testShare: testShare(folds) });
      return [name, { interval, ...(reason !== undefined && { reason }) }];
    }),
  );
}
