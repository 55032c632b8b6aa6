import type { Sample } from '../sample.js';
import { countClasses } from './count-classes.js';

/**
 * Weights, for each class, the samples that have it by the number of samples that do not, negatives / positives, so that both count
 * equally in a binary cross-entropy: the `positiveWeights` of that loss, `pos_weight` in PyTorch.
 *
 * Rare classes have few positives, which a large weight lets a network learn by heart, and a weight w moves probabilities: odds come
 * out w times as high. Weights are therefore bounded, and thresholds are to be fitted after training with them. A power below 1, such
 * as 0.5 for square roots, draws all of them towards 1.
 *
 * @param samples With distinct labels in [0, classCount), any number each.
 * @returns One weight per class, in [1 / maximum, maximum].
 * @throws RangeError if `maximum` is not a finite number of at least 1, `power` is outside [0, 1], a label is outside [0, classCount),
 * or a class does not occur.
 * @example
 * import { positiveWeights, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 30, seed: 1, size: 64, proportions: [1, 4] });
 * positiveWeights(samples, { classCount: 2 }); // [4,0.25]
 */
export function positiveWeights(
  samples: readonly Pick<Sample, 'labels'>[],
  {
    classCount,
    maximum = 20,
    power = 1,
  }: {
    /** Number of classes. */
    readonly classCount: number;
    /** Bound of the weights and, as 1 / maximum, from below; at least 1. Default: 20. */
    readonly maximum?: number;
    /** Of negatives / positives, in [0, 1]; 0 weighs nothing. Default: 1. */
    readonly power?: number;
  },
): number[] {
  if (!(maximum >= 1 && maximum < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`maximum must be a finite number of at least 1; received ${maximum}`);
  }
  if (!(power >= 0 && power <= 1)) {
    throw new RangeError(`power must be in [0, 1]; received ${power}`);
  }
  const counts = countClasses(
    samples.flatMap(({ labels }) => labels),
    { classCount },
  );
  const bound = (weight: number): number => Math.min(maximum, Math.max(1 / maximum, weight));
  return counts.map((count) => bound(((samples.length - count) / count) ** power));
}
