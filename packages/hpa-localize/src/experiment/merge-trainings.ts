import type { ModelReport } from '../report/schema/report-schema.js';
import { summarizeScores } from '../report/schema/summarize-scores.js';
import { evaluatePredictions } from './evaluate-predictions.js';
import { intervalsOverTrainings } from './intervals-over-trainings.js';
import { type JoinedModel, joinTrainings } from './join-trainings.js';
import type { SplitDataset } from './split-dataset.js';
import { ensemblePredictions, meanThresholds } from './training-predictions.js';

/** What was studied, and how often each model was to be trained. */
interface MergeOptions {
  /** The run folder, which holds a folder for each model. */
  readonly folder: string;
  readonly study: SplitDataset;
  /** Integer in [0, 2^32) that decides which groups or cells are joined if there are very many. */
  readonly seed: number;
  /** How many trainings each model has on the same samples; 1 by default. */
  readonly repeats?: number | undefined;
}

/**
 * Puts together what the report says of trainings that are of one model. Its ensemble is measured on the predictions that they left
 * in the run folder.
 *
 * @throws Error naming the file if predictions are gone, damaged or of other samples.
 */
export async function mergeTrainings(
  models: readonly ModelReport[],
  options: MergeOptions,
): Promise<ModelReport[]> {
  const merged: ModelReport[] = [];
  for (const model of joinTrainings(models, options)) {
    const { first, trainings } = model;
    const once = trainings.length === 1 && first.status === model.status;
    merged.push(once ? first : await mergeModel(model, options));
  }
  return merged;
}

async function mergeModel(
  { name, first, trainings, status, failure }: JoinedModel,
  options: MergeOptions,
): Promise<ModelReport> {
  const { thresholds, failure: _, ...shared } = first;
  const model = {
    ...shared,
    status,
    ...(failure !== undefined && { failure }),
    trainings,
    covers: 'trainings-and-cells' as const,
  };
  if (status !== 'complete') {
    return { ...model, scores: summarizeScores(trainings), validation: null, test: null };
  }
  const measure = async (split: 'validation' | 'test') =>
    evaluatePredictions(await ensemblePredictions({ name, trainings }, { ...options, split }), options);
  const intervals = await intervalsOverTrainings({ name, trainings }, options);
  return {
    ...model,
    scores: summarizeScores(trainings, intervals),
    ...(thresholds && { thresholds: { ...thresholds, values: meanThresholds(trainings)! } }),
    validation: await measure('validation'),
    test: await measure('test'),
  };
}
