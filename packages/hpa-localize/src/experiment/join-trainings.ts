import type { ModelReport, Training } from '../report/schema/report-schema.js';
import { trainingInWords } from '../report/words/trainings-in-words.js';
import type { SplitDataset } from './split-dataset.js';

/** A model with all its trainings. */
export interface JoinedModel extends Pick<ModelReport, 'name' | 'trainings' | 'status' | 'failure'> {
  /** The model as its first training was recorded. */
  readonly first: ModelReport;
}

/** Joins trainings that are of one model, by name, in the order of the first of each: a model is complete if all its trainings are. */
export function joinTrainings(
  models: readonly ModelReport[],
  { study: { folds }, repeats = 1 }: { readonly study: SplitDataset; readonly repeats?: number | undefined },
): JoinedModel[] {
  const expected = repeats * (folds?.length ?? 1);
  return [...new Set(models.map(({ name }) => name))].map((name) => {
    const parts = models.filter((model) => model.name === name);
    const trainings = parts.flatMap((part) => part.trainings);
    return { name, first: parts[0]!, trainings, ...endOf(trainings, { expected }) };
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
