import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData } from '../data/types.js';

/**
 * The scores of one training: one row per sample, one column per class.
 *
 * @inline
 */
export type Scores = readonly (readonly number[])[];

/**
 * What each training of a model gave to the same samples, of either task.
 *
 * @inline
 */
export type ModelData =
  | {
      /** One class per sample; also if absent. */
      readonly task?: 'single-label' | undefined;
      /** The true class of each sample: an integer in [0, classes); null, a sample without a label, is refused. */
      readonly labels: readonly (number | null)[];
      /** The class probabilities given by each training, one row per sample. */
      readonly trainings: readonly Scores[];
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
      /** One score per class, each in [0, 1] by itself, given by each training, one row per sample. */
      readonly trainings: readonly Scores[];
      /** The thresholds of each training, one per class; 0.5 by default. */
      readonly thresholds?: readonly (readonly number[])[] | undefined;
    };

/** The data of one training, as given and as checked. */
export interface Training {
  readonly data: ClassificationData;
  readonly checked: CheckedData;
}

/**
 * Returns the data of each training of a model for the same samples, if they are valid.
 *
 * @param options.name - What error messages call the trainings.
 * @param options.thresholdsName - What they call the thresholds.
 * @throws RangeError if a model has no trainings, `requireData` refuses one of them, they differ in their number of classes, or
 * thresholds are not given for each training.
 */
export function requireTrainings(
  data: ClassificationData | ModelData,
  {
    name = 'trainings',
    thresholdsName = 'thresholds',
  }: { readonly name?: string; readonly thresholdsName?: string } = {},
): readonly [Training, ...Training[]] {
  if (!('trainings' in data)) {
    return [{ data, checked: requireData(data) }];
  }
  const { trainings, thresholds, ...truth } = data;
  if (trainings.length === 0) {
    throw new RangeError(`${name} must hold the scores of at least one training; received none`);
  }
  if (thresholds !== undefined && thresholds.length !== trainings.length) {
    throw new RangeError(
      `${thresholdsName} must hold one list per training; received ${thresholds.length} lists for ${trainings.length} trainings`,
    );
  }
  const checked = trainings.map((scores, index): Training => {
    const one = { ...truth, thresholds: thresholds?.[index], scores } as ClassificationData;
    return { data: one, checked: requireData(one, { name: `${name}[${index}]` }) };
  });
  const { classCount } = checked[0]!.checked;
  for (const [index, one] of checked.entries()) {
    if (one.checked.classCount !== classCount) {
      throw new RangeError(
        `${name} must score the same classes; received ${classCount} classes in ${name}[0] and ${one.checked.classCount} in ${name}[${index}]`,
      );
    }
  }
  return checked as [Training, ...Training[]];
}
