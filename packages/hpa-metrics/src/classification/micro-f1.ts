import { type ClassCounts, classCounts } from '../counts/class-counts.js';
import type { Counts } from '../counts/counts.js';
import { countsOf } from '../counts/counts-of.js';
import type { ClassificationData } from '../data/types.js';
import { coreScores } from './class-scores.js';

/**
 * F1 over all pairs of a sample and a class, in [0, 1]; of single-label data the accuracy.
 *
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 */
export function microF1(data: ClassificationData): number {
  return microF1OfCounts(countsOf(data));
}

/** The micro F1 of what counts count. */
export function microF1OfCounts(counts: Counts): number {
  return coreScores(summed(counts)).f1;
}

/** Hits, predictions and support, summed over classes. */
export function summed(counts: Counts): Omit<ClassCounts, 'samples'> {
  let hits = 0;
  let predicted = 0;
  let support = 0;
  for (const one of classCounts(counts)) {
    hits += one.hits;
    predicted += one.predicted;
    support += one.support;
  }
  return { hits, predicted, support };
}
