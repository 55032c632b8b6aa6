import type { comparePaired } from '@hpa/metrics';
import { thresholdsFor } from '../answers/claimed-classes.js';
import type { SplitPredictions } from './predictions-csv.js';

/** Puts the predictions of a model beside other scores of the same samples, as `comparePaired` takes them, each with its own thresholds. */
export function pairedData(
  model: SplitPredictions,
  other: {
    readonly scores: readonly (readonly number[])[];
    /** Of a multi-label task; 0.5 by default. */
    readonly thresholds?: readonly number[];
  },
): Parameters<typeof comparePaired>[0] {
  const [a, b] = [model.scores, other.scores];
  if (model.task === 'single-label') {
    return { labels: model.labels, a, b };
  }
  const { task, labels, thresholds } = model;
  const others = thresholdsFor(thresholds, { task, thresholds: other.thresholds })!;
  return { task, labels, a, b, thresholds: { a: thresholds, b: others } };
}
