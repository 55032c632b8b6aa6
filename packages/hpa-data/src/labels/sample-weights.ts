import type { Sample } from '../sample.js';

/** Options of {@link sampleWeights}. */
export interface SampleWeightsOptions {
  /** Weight of each class, as `balancedClassWeights` or `effectiveNumberWeights` gives it. */
  readonly classWeights: readonly number[];
}

/**
 * Weighs samples by their classes, for `createBatches` to draw by: with balanced class weights and one label a
 * sample, every class is drawn alike often.
 *
 * @returns By position, the greatest weight among the sample's classes; for a sample of no class, the least of all
 * weights.
 * @throws RangeError where a label has no class weight.
 */
export function sampleWeights(samples: readonly Sample[], { classWeights }: SampleWeightsOptions): number[] {
  const least = Math.min(...classWeights);
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
    return own.length === 0 ? least : Math.max(...own);
  });
}
