import type { Sample } from '../sample.js';

/**
 * Weights samples by their classes, for `createBatches` to draw by: with balanced class weights and one label per
 * sample, every class is drawn equally often.
 *
 * @returns One weight per sample: the largest among its classes, or the smallest class weight if it has no label.
 * @throws RangeError if a label has no class weight.
 * @example
 * import { sampleWeights, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 3, seed: 1, size: 64 });
 * sampleWeights(samples, { classWeights: [1.5, 0.75] }).sort(); // [0.75,0.75,1.5]
 */
export function sampleWeights(
  samples: readonly Sample[],
  {
    classWeights,
  }: {
    /** One weight per class, such as `balancedClassWeights` or `effectiveNumberWeights` return. */
    readonly classWeights: readonly number[];
  },
): number[] {
  const smallest = Math.min(...classWeights);
  return samples.map(({ id, labels }) => {
    const own = labels.map((label) => {
      const weight = classWeights[label];
      if (weight === undefined) {
        throw new RangeError(
          `sample ${id}: label must be an integer in [0, ${classWeights.length - 1}]; received ${label}`,
        );
      }
      return weight;
    });
    return own.length === 0 ? smallest : Math.max(...own);
  });
}
