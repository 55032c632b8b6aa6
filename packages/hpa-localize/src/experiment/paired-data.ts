import type { compareTrainings, confidenceIntervals } from '@hpa/metrics';
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

/** Puts the predictions of the trainings of one model for the same samples together, as `confidenceIntervals` takes them. */
export function trainingsOf(
  predictions: readonly SplitPredictions[],
): Parameters<typeof confidenceIntervals>[0] {
  const [first] = predictions as readonly [SplitPredictions];
  const trainings = predictions.map(({ scores }) => scores);
  if (first.task === 'single-label') {
    return { labels: first.labels, trainings };
  }
  const { task, labels } = first;
  return { task, labels, trainings, thresholds: predictions.map(thresholdsOf) };
}

function thresholdsOf(predictions: SplitPredictions): readonly number[] {
  return predictions.task === 'multi-label' ? predictions.thresholds : [];
}
