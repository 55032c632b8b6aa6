import { accuracy, confidenceIntervals, macroF1 } from '@hpa/metrics';
import type { Estimate } from '../protocols/protocols-schema.js';
import type { SplitPredictions } from './predictions-csv.js';

/** Accuracy and macro F1 with their intervals. */
export interface EstimatedScores {
  readonly accuracy: Estimate;
  readonly macroF1: Estimate;
}

/** The square of the 0.975 quantile of the normal distribution. */
const REACH_SQUARED = 1.959963984540054 ** 2;

/**
 * Estimates accuracy and macro F1 of a model on some of the rows of a split, as means over its trainings. Intervals leave out whole
 * groups or, where groups are unknown, the rows of a cell together: a cell that was drawn several times into a split tells no more
 * than once.
 *
 * @param trainings What each training predicts for the same single-label samples.
 */
export function estimateScores(
  trainings: readonly SplitPredictions[],
  { rows, seed }: { readonly rows: readonly number[]; readonly seed: number },
): EstimatedScores {
  if (rows.length === 0) {
    const none: Estimate = { value: null, interval: null, reason: 'there is no such cell' };
    return { accuracy: none, macroF1: none };
  }
  const [first] = trainings;
  if (first?.task !== 'single-label') {
    throw new TypeError('expected predictions of one label a sample');
  }
  const of = <Value>(values: readonly Value[]): Value[] => rows.map((row) => values[row]!);
  const groups = of(first.groups ?? first.ids);
  const estimates = confidenceIntervals(
    { labels: of(first.labels), trainings: trainings.map(({ scores }) => of(scores)) },
    {
      metrics: { accuracy, macroF1 },
      seed,
      ...((first.groups !== undefined || new Set(groups).size < rows.length) && { groups }),
    },
  );
  return {
    accuracy: intervalAtEnd(estimates.accuracy, { units: new Set(groups).size }),
    macroF1: estimates.macroF1,
  };
}

/**
 * Gives an accuracy of 0 or 1 an interval, which leaving out cells cannot: that of Wilson (1927, Journal of the American
 * Statistical Association 22:209) for as many trials as there are groups or cells. Cells that training has seen are often all right.
 */
function intervalAtEnd(estimate: Estimate, { units }: { readonly units: number }): Estimate {
  const { value, interval } = estimate;
  if (interval !== null || units < 2 || (value !== 0 && value !== 1)) {
    return estimate;
  }
  const beyond = REACH_SQUARED / (units + REACH_SQUARED);
  return { value, interval: value === 0 ? [0, beyond] : [1 - beyond, 1] };
}
