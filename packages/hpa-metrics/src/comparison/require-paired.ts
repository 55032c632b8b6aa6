import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData } from '../data/types.js';

/** The scores that two models, `a` and `b`, gave to the same samples, of either task; `requireData` says what goes together. */
export interface PairedData {
  readonly task?: ClassificationData['task'];
  readonly labels?: readonly (readonly number[] | number | null)[] | undefined;
  readonly indicators?: readonly (readonly (number | boolean)[])[] | undefined;
  readonly a: readonly (readonly number[])[];
  readonly b: readonly (readonly number[])[];
  readonly thresholds?:
    | { readonly a?: readonly number[] | undefined; readonly b?: readonly number[] | undefined }
    | undefined;
}

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
  const data = {
    task,
    labels,
    indicators,
    thresholds: thresholds?.[name],
    scores: paired[name],
  } as ClassificationData;
  return { data, checked: requireData(data, { name }) };
}
