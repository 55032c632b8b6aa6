import { ensembleScores } from '@hpa/metrics';
import type { Report } from '../report/schema/report-schema.js';
import { evaluatePredictions } from './evaluate-predictions.js';
import { labelLists, type SplitPredictions, toPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';
import { ensemblePredictions, meanThresholds } from './training-predictions.js';

/**
 * Measures all complete models as one on the test split: each sample gets the mean of the probabilities that their ensembles give it,
 * and each class the mean of their thresholds.
 *
 * @returns undefined if fewer than two models are complete.
 */
export async function measureEnsemble(
  models: Report['models'],
  {
    folder,
    study,
    seed,
  }: {
    /** The run folder, which holds a folder for each model. */
    readonly folder: string;
    readonly study: SplitDataset;
    readonly seed: number;
  },
): Promise<Report['ensemble']> {
  const complete = models.filter(({ status }) => status === 'complete');
  if (complete.length < 2) {
    return undefined;
  }
  const answers: SplitPredictions[] = [];
  for (const model of complete) {
    answers.push(await ensemblePredictions(model, { folder, study, split: 'test' }));
  }
  const [first] = answers as [SplitPredictions];
  const scores = ensembleScores(answers.map((each) => each.scores));
  const thresholds = meanThresholds(complete.map((model) => ({ thresholds: model.thresholds?.values })));
  const { classes, task } = study;
  const data = toPredictions({ ...first, labels: labelLists(first), scores }, { classes, task, thresholds });
  return {
    models: complete.map(({ name }) => name),
    test: evaluatePredictions(data, { study, seed }),
  };
}
