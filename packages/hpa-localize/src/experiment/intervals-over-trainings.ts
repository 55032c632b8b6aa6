import { accuracy, averagedScores, confidenceIntervals, correctedResampledT, macroF1 } from '@hpa/metrics';
import type { Training } from '../report/schema/report-schema.js';
import type { intervalsOf } from './intervals-of.js';
import { trainingsOf } from './paired-data.js';
import type { SplitDataset } from './split-dataset.js';
import { testShare } from './test-share.js';
import { type PredictionsPlace, trainingPredictions } from './training-predictions.js';

type Metrics = Parameters<typeof confidenceIntervals>[1]['metrics'];

/** The scores that have an interval, by task. */
const METRICS: { readonly [Task in SplitDataset['task']]: Metrics } = {
  'single-label': { macroF1, accuracy },
  'multi-label': { macroF1, microF1: (data) => averagedScores(data).micro.f1, exactMatch: accuracy },
};

/**
 * Gives the mean of each score over the trainings of a model an interval that covers other trainings and other test cells: of folds
 * that of the corrected resampled t, else that of the trainings on the same test samples.
 */
export async function intervalsOverTrainings(
  { name, trainings }: { readonly name: string; readonly trainings: readonly Training[] },
  { folder, study, seed }: Omit<PredictionsPlace, 'split'> & { readonly seed: number },
): Promise<ReturnType<typeof intervalsOf>> {
  const { task, folds, groups, splits } = study;
  if (folds !== undefined) {
    const share = testShare(folds);
    const intervals = Object.keys(METRICS[task]).map((metric) => {
      const differences = trainings.map((training) => training.test![metric] as number);
      const { interval, reason } = correctedResampledT({ differences, testShare: share });
      return [metric, { interval, ...(reason !== undefined && { reason }) }];
    });
    return Object.fromEntries(intervals);
  }
  const predictions = await Promise.all(
    trainings.map((training) => trainingPredictions(name, training, { folder, study, split: 'test' })),
  );
  const intervals = confidenceIntervals(trainingsOf(predictions), {
    metrics: METRICS[task],
    seed,
    ...(groups !== undefined && { groups: splits.test.map(({ group }) => group as string) }),
  });
  return Object.fromEntries(
    Object.entries(intervals).map(([metric, { interval, reason }]) => [
      metric,
      { interval, ...(reason !== undefined && { reason }) },
    ]),
  );
}
