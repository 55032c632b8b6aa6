import type { CheckedData } from '../data/types.js';
import { stepsOfClasses, stepsOfPairs } from './steps-of-data.js';
import type { ThresholdSteps } from './threshold-steps.js';

/**
 * A metric of each class against all others; null for a class for which it is undefined.
 *
 * @inline
 */
export interface OneVersusRest {
  /** The mean over the classes for which the metric is defined; null if there are none. */
  readonly macro: number | null;
  /** The metric over all pairs of a sample and a class; null if undefined. Multi-label only. */
  readonly micro?: number | null;
  /** One value per class, in class order. */
  readonly perClass: (number | null)[];
}

/** Computes a metric of two classes from the steps of a falling threshold. */
export type StepsMetric = (steps: ThresholdSteps) => number | null;

/**
 * Applies ranking metrics to each class against all others, and averages over the classes for which each is defined. All
 * metrics share one sort per class.
 */
export function oneVersusRest<Name extends string>(
  data: CheckedData,
  metrics: Readonly<Record<Name, StepsMetric>>,
): Record<Name, OneVersusRest> {
  const entries = Object.entries<StepsMetric>(metrics);
  const measure = (steps: ThresholdSteps) => entries.map(([, metric]) => metric(steps));
  const perClass = Array.from(stepsOfClasses(data), measure);
  const micro = data.task === 'multi-label' ? measure(stepsOfPairs(data)) : undefined;
  return Object.fromEntries(
    entries.map(([name], place) => {
      const values = perClass.map((measured) => measured[place]!);
      return [
        name,
        { macro: meanDefined(values), ...(micro && { micro: micro[place]! }), perClass: values },
      ] as const;
    }),
  ) as Record<Name, OneVersusRest>;
}

function meanDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
