import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData } from '../data/types.js';

/** The scores of one training: one row per sample, one column per class. */
type Scores = readonly (readonly number[])[];

/** What each training of two models gave to the same samples, of either task; `requireData` says what goes together. */
export type TrainingsData =
  | {
      /** One class per sample; also if absent. */
      readonly task?: 'single-label' | undefined;
      /** The true class of each sample: an integer in [0, classes); null, a sample without a label, is refused. */
      readonly labels: readonly (number | null)[];
      /** The class probabilities given by each training of the first model, one row per sample. */
      readonly a: readonly Scores[];
      /** Those of each training of the second model, for the same samples in the same order. */
      readonly b: readonly Scores[];
      readonly indicators?: undefined;
      readonly thresholds?: undefined;
    }
  | {
      /** Any number of classes per sample. */
      readonly task: 'multi-label';
      /** The true classes of each sample; absent if there are `indicators`. */
      readonly labels?: readonly (readonly number[])[] | undefined;
      /** In place of labels: one row per sample that says for each class whether the sample belongs to it. */
      readonly indicators?: readonly (readonly (number | boolean)[])[] | undefined;
      /** One score per class, each in [0, 1] by itself, given by each training of the first model, one row per sample. */
      readonly a: readonly Scores[];
      /** Those of each training of the second model, for the same samples in the same order. */
      readonly b: readonly Scores[];
      /** The thresholds of each training of each model, one per class; 0.5 by default. */
      readonly thresholds?:
        | {
            readonly a?: readonly (readonly number[])[] | undefined;
            readonly b?: readonly (readonly number[])[] | undefined;
          }
        | undefined;
    };

/** The data of one training, as given and as checked. */
export interface Training {
  readonly data: ClassificationData;
  readonly checked: CheckedData;
}

/**
 * Returns the data of each training of two models for the same samples, if they are valid.
 *
 * @throws RangeError if a model has no trainings, `requireData` refuses one of them, they differ in their number of classes, or
 * thresholds are not given for each training of a model.
 */
export function requireTrainings(data: TrainingsData): {
  readonly a: readonly Training[];
  readonly b: readonly Training[];
} {
  const trainings = { a: trainingsOf(data, 'a'), b: trainingsOf(data, 'b') };
  const { classCount } = trainings.a[0]!.checked;
  for (const name of ['a', 'b'] as const) {
    for (const [index, { checked }] of trainings[name].entries()) {
      if (checked.classCount !== classCount) {
        throw new RangeError(
          `a and b must score the same classes; received ${classCount} classes in a[0] and ${checked.classCount} in ${name}[${index}]`,
        );
      }
    }
  }
  return trainings;
}

function trainingsOf(data: TrainingsData, name: 'a' | 'b'): Training[] {
  const { task, labels, indicators } = data;
  const trainings = data[name];
  const thresholds = data.thresholds?.[name];
  if (trainings.length === 0) {
    throw new RangeError(`${name} must hold the scores of at least one training; received none`);
  }
  if (thresholds !== undefined && thresholds.length !== trainings.length) {
    throw new RangeError(
      `thresholds.${name} must hold one list per training; received ${thresholds.length} lists for ${trainings.length} trainings`,
    );
  }
  return trainings.map((scores, index) => {
    const one = { task, labels, indicators, thresholds: thresholds?.[index], scores } as ClassificationData;
    return { data: one, checked: requireData(one, { name: `${name}[${index}]` }) };
  });
}
