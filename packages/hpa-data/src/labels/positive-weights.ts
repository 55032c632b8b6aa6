import { countClasses } from './count-classes.js';

/**
 * Weights the positive labels of each class by its negatives over its positives, for binary cross-entropy: a sample with the class then
 * counts as much as all samples without it. Weights are bounded by `maximum`, because a class with a handful of samples would
 * else decide each batch that holds one.
 *
 * @param samples Samples whose labels are class indices in [0, classCount), any number each, distinct.
 * @returns classCount positive weights.
 * @throws RangeError if a label is outside [0, classCount), a class does not occur, or `maximum` is not a finite number of at
 * least 1.
 * @example
 * import { positiveWeights } from '@hpa/data';
 * positiveWeights([{ labels: [0] }, { labels: [0, 1] }, { labels: [] }, { labels: [0] }], { classCount: 2 }); // [0.3333333333333333,3]
 */
export function positiveWeights(
  samples: readonly { readonly labels: readonly number[] }[],
  {
    classCount,
    maximum = 20,
  }: {
    /** Number of classes. */
    readonly classCount: number;
    /** Upper bound on a weight, at least 1; a class that nearly every sample has weighs at least 1 / maximum. Default: 20. */
    readonly maximum?: number;
  },
): number[] {
  if (!(maximum >= 1 && maximum < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`maximum must be a finite number of at least 1; received ${maximum}`);
  }
  const counts = countClasses(
    samples.flatMap(({ labels }) => labels),
    { classCount },
  );
  return counts.map((positives) =>
    Math.min(maximum, Math.max(1 / maximum, (samples.length - positives) / positives)),
  );
}
