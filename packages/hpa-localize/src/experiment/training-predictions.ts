import { join } from 'node:path';
import { ensembleScores } from '@hpa/metrics';
import type { ModelReport, Training } from '../report/schema/report-schema.js';
import { trainingFolder } from '../report/schema/training-folder.js';
import { labelLists, readPredictionsOf, type SplitPredictions, toPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';
import { studyOfFold } from './study-trainings.js';

/** The run folder, what was studied, and which split of it is asked for. */
export interface PredictionsPlace {
  /** The run folder, which holds a folder for each model. */
  readonly folder: string;
  readonly study: SplitDataset;
  readonly split: 'validation' | 'test';
}

/**
 * Reads what one training predicts for its validation or test split, in the order of its samples.
 *
 * @throws Error naming the file if it does not hold just these samples.
 */
export async function trainingPredictions(
  name: string,
  training: Training,
  { folder, study, split }: PredictionsPlace,
): Promise<SplitPredictions> {
  const { splits, classes, task } = studyOfFold(study, training);
  return readPredictionsOf(splits[split], {
    path: join(folder, trainingFolder(name, training), 'predictions.csv'),
    classes,
    split,
    task,
    thresholds: training.thresholds,
  });
}

/**
 * Puts the predictions of all trainings of a model together: the probabilities of repeats are averaged, the folds follow each other.
 * Thresholds are the means over the trainings.
 *
 * @throws Error naming the file if one does not hold just the samples of its split.
 */
export async function ensemblePredictions(
  { name, trainings }: Pick<ModelReport, 'name' | 'trainings'>,
  place: PredictionsPlace,
): Promise<SplitPredictions> {
  const folds = [...new Set(trainings.map(({ fold }) => fold))].sort((a = 0, b = 0) => a - b);
  const parts: SplitPredictions[] = [];
  for (const fold of folds) {
    const repeats: SplitPredictions[] = [];
    for (const training of trainings.filter((each) => each.fold === fold)) {
      repeats.push(await trainingPredictions(name, training, place));
    }
    parts.push({ ...repeats[0]!, scores: ensembleScores(repeats.map(({ scores }) => scores)) });
  }
  return joinPredictions(parts, { ...place.study, thresholds: meanThresholds(trainings) });
}

/** Puts predictions for different samples after each other. */
function joinPredictions(
  parts: readonly SplitPredictions[],
  options: Pick<SplitDataset, 'classes' | 'task'> & { readonly thresholds: readonly number[] | undefined },
): SplitPredictions {
  const grouped = parts.every(({ groups }) => groups !== undefined);
  return toPredictions(
    {
      ids: parts.flatMap(({ ids }) => ids),
      labels: parts.flatMap((part) => labelLists(part)),
      scores: parts.flatMap(({ scores }) => scores),
      ...(grouped && { groups: parts.flatMap(({ groups }) => groups!) }),
    },
    options,
  );
}

/** The mean of the thresholds of trainings, class by class; undefined if they have none. */
export function meanThresholds(
  trainings: readonly { readonly thresholds?: readonly number[] | undefined }[],
): readonly number[] | undefined {
  const all = trainings.flatMap(({ thresholds }) => (thresholds ? [thresholds] : []));
  return all[0]?.map((_, index) => all.reduce((sum, values) => sum + values[index]!, 0) / all.length);
}
