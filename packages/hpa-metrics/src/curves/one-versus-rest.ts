import { requireClassification } from '../single-label/require-classification.js';
import type { ClassificationData } from '../types.js';

/** A metric of each class against all others; null for a class where it is undefined. */
export interface OneVersusRest {
  /** The mean over the classes where it is defined, null where there is none. */
  readonly macro: number | null;
  /** One value a class, in the order of the classes. */
  readonly perClass: (number | null)[];
}

/** What a threshold gains when it falls to the next distinct score: the samples that have exactly that score. */
export interface ThresholdStep {
  readonly positives: number;
  readonly negatives: number;
}

/** A metric of two classes, read off the steps from the highest score to the lowest. */
export type RankingMetric = (steps: readonly ThresholdStep[]) => number | null;

/**
 * Applies a ranking metric to each class against all others, and averages over the classes where it is defined.
 *
 * @throws RangeError on no samples, or on labels or scores that are not what {@link ClassificationData} says.
 */
export function oneVersusRest(data: ClassificationData, metric: RankingMetric): OneVersusRest {
  const classCount = requireClassification(data);
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
