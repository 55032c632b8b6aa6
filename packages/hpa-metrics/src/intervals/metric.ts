import { accuracy } from '../classification/accuracy.js';
import { balancedAccuracy } from '../classification/balanced-accuracy.js';
import { hammingLoss } from '../classification/hamming-loss.js';
import { macroF1 } from '../classification/macro-f1.js';
import { microF1 } from '../classification/micro-f1.js';
import type { ClassificationData } from '../data/types.js';

/**
 * One number of classification data; null if it is undefined.
 *
 * @inline
 */
export type Metric = (data: ClassificationData) => number | null;

const SHARES: ReadonlySet<Metric> = new Set([accuracy, balancedAccuracy, hammingLoss, macroF1, microF1]);

const AVERAGES_OVER_CLASSES: ReadonlySet<Metric> = new Set([balancedAccuracy, macroF1]);

/** Whether a metric is known to be in [0, 1]. */
export function isShare(metric: Metric): boolean {
  return SHARES.has(metric);
}

/** Whether a metric is known to weigh each class alike, however few samples hold it. */
export function averagesClasses(metric: Metric): boolean {
  return AVERAGES_OVER_CLASSES.has(metric);
}
