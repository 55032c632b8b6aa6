import { requireClassification } from '../single-label/require-classification.js';
import type { PairedData } from '../types.js';

/**
 * Checks the predictions of two models on the same samples, and returns the number of classes.
 *
 * @throws RangeError on anything that `requireClassification` refuses, and where the models differ in classes.
 */
export function requirePaired({ labels, a, b }: PairedData): number {
  const classCountA = requireClassification({ labels, scores: a }, { scoresName: 'a' });
  const classCountB = requireClassification({ labels, scores: b }, { scoresName: 'b' });
  if (classCountA !== classCountB) {
    throw new RangeError(
      `a and b must score the same classes; received ${classCountA} classes in a and ${classCountB} in b`,
    );
  }
  return classCountA;
}
