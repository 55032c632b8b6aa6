import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData } from '../data/types.js';

/** The scores that two models, `a` and `b`, gave to the same samples in the same order, with the truth. */
export type PairedData =
  | {
      readonly task?: 'single-label' | undefined;
      /** The true class of each sample: an integer in [0, classes); null, a sample without a label, is refused. */
      readonly labels: readonly (number | null)[];
      /** The class probabilities given by the first model, one row per sample. */
      readonly a: readonly (readonly number[])[];
      /** The class probabilities given by the second model. */
      readonly b: readonly (readonly number[])[];
      readonly indicators?: undefined;
      readonly thresholds?: undefined;
    }
  | {
      readonly task: 'multi-label';
      /** The true classes of each sample; absent if there are `indicators`. */
      readonly labels?: readonly (readonly number[])[] | undefined;
      /** In place of labels: one row per sample that says for each class whether the sample belongs to it. */
      readonly indicators?: readonly (readonly (number | boolean)[])[] | undefined;
      /** The scores of each class by itself given by the first model, one row per sample. */
      readonly a: readonly (readonly number[])[];
      /** The scores given by the second model. */
      readonly b: readonly (readonly number[])[];
      /** The thresholds of each model, one per class; 0.5 by default. */
      readonly thresholds?:
        | { readonly a?: readonly number[] | undefined; readonly b?: readonly number[] | undefined }
        | undefined;
    };

/** The data of one of two models, as given and as checked. */
export interface PairedModel {
  readonly data: ClassificationData;
  readonly checked: CheckedData;
}

/**
 * Returns the data of two models for the same samples, if they are valid.
 *
 * @throws RangeError if `requireData` refuses one of them, or they differ in their number of classes.
 */
export function requirePaired(paired: PairedData): { readonly a: PairedModel; readonly b: PairedModel } {
  const a = modelOf(paired, 'a');
  const b = modelOf(paired, 'b');
  const classCounts = { a: a.checked.classCount, b: b.checked.classCount };
  if (classCounts.a !== classCounts.b) {
    throw new RangeError(
      `a and b must score the same classes; received ${classCounts.a} classes in a and ${classCounts.b} in b`,
    );
  }
  return { a, b };
}

function modelOf(paired: PairedData, name: 'a' | 'b'): PairedModel {
  const { task, labels, indicators, thresholds } = paired;
  // The union cannot follow which of these go together; requireData refuses what does not.
  const data = {
    task,
    labels,
    indicators,
    thresholds: thresholds?.[name],
    scores: paired[name],
  } as ClassificationData;
  return { data, checked: requireData(data, { name }) };
}
