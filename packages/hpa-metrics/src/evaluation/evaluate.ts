import { accuracy } from '../classification/accuracy.js';
import { macroF1 } from '../classification/macro-f1.js';
import { microF1 } from '../classification/micro-f1.js';
import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { confidenceIntervals } from '../intervals/confidence-intervals.js';
import type { Metric } from '../intervals/metric.js';
import type { IntervalOptions } from '../intervals/prepare-units.js';
import type { ClassLabel, Evaluation } from './evaluation.js';
import { measureMultiLabel } from './measure-multi-label.js';
import { measureSingleLabel } from './measure-single-label.js';

type MultiLabel = { readonly task: 'multi-label' };

/**
 * Computes every metric of one model on one set of samples; the task of the data says which.
 *
 * Confidence intervals are those of {@link confidenceIntervals} at a level of 0.95.
 *
 * @throws RangeError if there are no samples, labels or scores are not as {@link ClassificationData} requires, the
 * number of `classes` is not the number of columns of the scores, or an option is out of range.
 *
 * @example
 * import { evaluate } from '@hpa/metrics';
 * const classes = [{ id: 0, name: 'Nucleoplasm' }, { id: 25, name: 'Cytosol' }];
 * evaluate({ labels: [0], scores: [[0.75, 0.25]] }, { classes, seed: 1 }).brier; // 0.125
 *
 * @example
 * import { evaluate } from '@hpa/metrics';
 * const classes = [{ id: 0, name: 'Nucleoplasm' }, { id: 25, name: 'Cytosol' }];
 * const data = { task: 'multi-label', labels: [[0, 1], [1]], scores: [[0.9, 0.2], [0.1, 0.8]] };
 * evaluate(data, { classes, seed: 1 }).missedBeside; // [[0, 0], [1, 1]]
 */
export function evaluate(
  data: Extract<ClassificationData, MultiLabel>,
  options: Omit<IntervalOptions, 'level'> & {
    /** The classes, in the order of the columns of the scores. */
    readonly classes: readonly ClassLabel[];
  },
): Extract<Evaluation, MultiLabel>;
export function evaluate(
  data: Exclude<ClassificationData, MultiLabel>,
  options: Omit<IntervalOptions, 'level'> & {
    /** The classes, in the order of the columns of the scores. */
    readonly classes: readonly ClassLabel[];
  },
): Exclude<Evaluation, MultiLabel>;
export function evaluate(
  data: ClassificationData,
  options: Omit<IntervalOptions, 'level'> & {
    /** The classes, in the order of the columns of the scores. */
    readonly classes: readonly ClassLabel[];
  },
): Evaluation;
export function evaluate(
  data: ClassificationData,
  {
    classes,
    ...options
  }: Omit<IntervalOptions, 'level'> & {
    /** The classes, in the order of the columns of the scores. */
    readonly classes: readonly ClassLabel[];
  },
): Evaluation {
  const checked = requireData(data);
  if (classes.length !== checked.classCount) {
    throw new RangeError(
      `classes must name every column of scores; received ${classes.length} names for ${checked.classCount} columns`,
    );
  }
  if (checked.task === 'single-label') {
    return {
      ...measureSingleLabel(checked, { classes }),
      ...intervalsOf(data, { metrics: { accuracy, macroF1 }, ...options }),
    };
  }
  return {
    ...measureMultiLabel(checked, { classes }),
    ...intervalsOf(data, { metrics: { macroF1, microF1, exactMatch: accuracy }, ...options }),
  };
}

function intervalsOf<Name extends string>(
  data: ClassificationData,
  options: IntervalOptions & { readonly metrics: Readonly<Record<Name, Metric>> },
): {
  readonly intervals: Record<Name, readonly [low: number, high: number] | null>;
  readonly withoutInterval?: { readonly [Metric in Name]?: string };
} {
  const measured = Object.entries<{ interval: readonly [number, number] | null; reason?: string }>(
    confidenceIntervals(data, options),
  );
  const intervals = Object.fromEntries(measured.map(([name, { interval }]) => [name, interval]));
  const reasons = measured.flatMap(([name, { reason }]) => (reason === undefined ? [] : [[name, reason]]));
  return {
    intervals: intervals as Record<Name, readonly [number, number] | null>,
    ...(reasons.length > 0 && { withoutInterval: Object.fromEntries(reasons) }),
  };
}
