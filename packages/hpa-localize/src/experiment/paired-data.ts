import type { compareTrainings } from '@hpa/metrics';
import type { SplitPredictions } from './predictions-csv.js';

/** Puts the predictions of the trainings of two models for the same samples beside each other, as `compareTrainings` takes them. */
export function trainingsData(
  a: readonly SplitPredictions[],
  { b }: { readonly b: readonly SplitPredictions[] },
): Parameters<typeof compareTrainings>[0] {
  const [first] = a as readonly [SplitPredictions];
  const scores = { a: a.map((training) => training.scores), b: b.map((training) => training.scores) };
  if (first.task === 'single-label') {
    return { labels: first.labels, ...scores };
  }
  const { task, labels } = first;
  return { task, labels, ...scores, thresholds: { a: a.map(thresholdsOf), b: b.map(thresholdsOf) } };
}

function thresholdsOf(predictions: SplitPredictions): readonly number[] {
  return predictions.task === 'multi-label' ? predictions.thresholds : [];
}
