import { requireClassification } from '../single-label/require-classification.js';
import type { ClassificationData } from '../single-label/types.js';

/** A metric of each class against all others; null for a class for which it is undefined. */
export interface OneVersusRest {
  /** The mean over the classes for which the metric is defined; null if there are none. */
  readonly macro: number | null;
  /** One value per class, in class order. */
  readonly perClass: (number | null)[];
}

/** The samples that share one score: what a threshold gains when it falls to that score. */
export interface ThresholdStep {
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Applies a ranking metric to each class against all others, and averages over the classes for which it is defined.
 *
 * @param metric - Computes the metric of two classes from the steps, ordered from the highest score to the lowest.
 * @throws RangeError if there are no samples, or labels or scores are not as {@link ClassificationData} requires.
 */
export function oneVersusRest(
  data: ClassificationData,
  metric: (steps: readonly ThresholdStep[]) => number | null,
): OneVersusRest {
  const { classCount } = requireClassification(data);
  const perClass = Array.from({ length: classCount }, (_, classIndex) =>
    metric(thresholdSteps(data, { classIndex })),
  );
  const defined = perClass.filter((value) => value !== null);
  const macro = defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
  return { macro, perClass };
}

function thresholdSteps(
  { labels, scores }: ClassificationData,
  { classIndex }: { classIndex: number },
): ThresholdStep[] {
  const ranked = scores
    .map((row, sample) => ({ score: row[classIndex]!, positive: labels[sample] === classIndex }))
    .sort((first, second) => second.score - first.score);
  const steps: { score: number; positives: number; negatives: number }[] = [];
  for (const { score, positive } of ranked) {
    let step = steps.at(-1);
    if (step?.score !== score) {
      step = { score, positives: 0, negatives: 0 };
      steps.push(step);
    }
    if (positive) {
      step.positives += 1;
    } else {
      step.negatives += 1;
    }
  }
  return steps;
}
