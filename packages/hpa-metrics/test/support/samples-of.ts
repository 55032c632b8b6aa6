import type { ClassificationData } from '../../src/index.js';
import { certain } from './hand-worked.js';

/** Single-label samples that a confusion matrix counts, by true class (row) and predicted class (column). */
export function samplesOf(
  confusion: readonly (readonly number[])[],
): ClassificationData & { task?: 'single-label' } {
  const pairs = confusion.flatMap((row, label) =>
    row.flatMap((count, predicted) => Array.from({ length: count }, () => ({ label, predicted }))),
  );
  return {
    labels: pairs.map(({ label }) => label),
    scores: certain(
      pairs.map(({ predicted }) => predicted),
      confusion.length,
    ),
  };
}
