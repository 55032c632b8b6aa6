import { accuracy } from '../classification/accuracy.js';
import { macroF1 } from '../classification/macro-f1.js';
import { microF1 } from '../classification/micro-f1.js';
import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { type BootstrapOptions, bootstrap } from '../intervals/bootstrap.js';
import type { ClassLabel, Evaluation } from './evaluation.js';
import { measureMultiLabel } from './measure-multi-label.js';
import { measureSingleLabel } from './measure-single-label.js';

type MultiLabel = { readonly task: 'multi-label' };

/**
 * Computes every metric of one model on one set of samples; the task of the data says which.
 *
 * Confidence intervals are those of {@link bootstrap} at a level of 0.95, over 1000 resamples by default.
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
  options: Omit<BootstrapOptions, 'level'> & {
    /** The classes, in the order of the columns of the scores. */
    readonly classes: readonly ClassLabel[];
  },
): Extract<Evaluation, MultiLabel>;
export function evaluate(
  data: Exclude<ClassificationData, MultiLabel>,
  options: Omit<BootstrapOptions, 'level'> & {
    /** The classes, in the order of the columns of the scores. */
    readonly classes: readonly ClassLabel[];
  },
): Exclude<Evaluation, MultiLabel>;
export function evaluate(
  data: ClassificationData,
  options: Omit<BootstrapOptions, 'level'> & {
    /** The classes, in the order of the columns of the scores. */
    readonly classes: readonly ClassLabel[];
  },
): Evaluation;
export function evaluate(
  data: ClassificationData,
  {
    classes,
    seed,
    resamples = 1000,
    groups,
  }: Omit<BootstrapOptions, 'level'> & {
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
  const options = { seed, resamples, groups };
  if (checked.task === 'single-label') {
    return {
      ...measureSingleLabel(checked, { classes }),
      intervals: bootstrap(data, { metrics: { accuracy, macroF1 }, ...options }),
    };
  }
  const metrics = { macroF1, microF1, exactMatch: accuracy };
  return {
    ...measureMultiLabel(checked, { classes }),
    intervals: bootstrap(data, { metrics, ...options }),
  };
}
