import type { Classifier } from '../types.js';

/** Counts the numbers a classifier consists of, moving statistics included, and those that training changes now. */
export function countParameters(classifier: Pick<Classifier, 'state' | 'variables'>): {
  readonly total: number;
  readonly trainable: number;
} {
  const count = (variables: readonly { readonly size: number }[]) =>
    variables.reduce((sum, { size }) => sum + size, 0);
  return { total: count(classifier.state), trainable: count(classifier.variables) };
}
