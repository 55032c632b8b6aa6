import { requireClassification } from '../single-label/require-classification.js';

/** The probabilities that two models, `a` and `b`, gave to the same samples. */
export interface PairedData {
  /** The true class of each sample: an integer in [0, classes); null, a sample without a label, is refused. */
  readonly labels: readonly (number | null)[];
  /** The probability rows of the first model. */
  readonly a: readonly (readonly number[])[];
  /** The probability rows of the second model, for the same samples in the same order. */
  readonly b: readonly (readonly number[])[];
}

/**
 * Returns the predictions of two models for the same samples, with the number of classes, if they are valid.
 *
 * @throws RangeError if `requireClassification` refuses one of them, or they differ in their number of classes.
 */
export function requirePaired({ labels, a, b }: PairedData): {
  readonly labels: readonly number[];
  readonly a: PairedData['a'];
  readonly b: PairedData['b'];
  readonly classCount: number;
} {
  const { labels: known, classCount } = requireClassification({ labels, scores: a }, { name: 'a' });
  const { classCount: classCountB } = requireClassification({ labels, scores: b }, { name: 'b' });
  if (classCount !== classCountB) {
    throw new RangeError(
      `a and b must score the same classes; received ${classCount} classes in a and ${classCountB} in b`,
    );
  }
  return { labels: known, a, b, classCount };
}
