import type { Sample } from '../sample.js';

/**
 * Weights samples by their classes, for `createBatches` to draw by: how often each comes relative to the others.
 *
 * With `classWeights`, a sample has the largest weight among its classes, and the smallest class weight if it has no label: with
 * balanced class weights and one label per sample, every class is drawn equally often. With several labels that draws a class of ten
 * samples thousands of times; `rareBelow` is for those.
 *
 * With `rareBelow`, a share t of the samples, a class that a share f of them has counts sqrt(t / f) if it is rarer than t, otherwise
 * 1, and a sample the largest of its classes, 1 without any (repeat factor sampling: Gupta, Dollar and Girshick, "LVIS", CVPR 2019,
 * arXiv:1908.03195, section 5.2).
 *
 * @returns One weight per sample, positive if the class weights are.
 * @throws RangeError if a label has no class weight, or `rareBelow` is outside (0, 1].
 * @example
 * import { sampleWeights, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 3, seed: 1, size: 64 });
 * sampleWeights(samples, { classWeights: [1.5, 0.75] }).sort(); // [0.75,0.75,1.5]
 * const many = syntheticCells({ classes: [2, 25], count: 100, seed: 1, size: 64, proportions: [1, 24] }).samples;
 * Math.max(...sampleWeights(many, { rareBelow: 0.16 })); // 2
 */
export function sampleWeights(
  samples: readonly Sample[],
  options:
    | {
        /** One weight per class, such as `balancedClassWeights` or `effectiveNumberWeights` return. */
        readonly classWeights: readonly number[];
      }
    | {
        /** Share of the samples, in (0, 1], below which a class is rare and its samples come more often. */
        readonly rareBelow: number;
      },
): number[] {
  if ('rareBelow' in options) {
    return repeatFactors(samples, options.rareBelow);
  }
  const { classWeights } = options;
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

function repeatFactors(samples: readonly Sample[], rareBelow: number): number[] {
  if (!(rareBelow > 0 && rareBelow <= 1)) {
    throw new RangeError(`rareBelow must be in (0, 1]; received ${rareBelow}`);
  }
  const counts = new Map<number, number>();
  for (const label of samples.flatMap(({ labels }) => labels)) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const factorOf = (label: number) => Math.sqrt((rareBelow * samples.length) / counts.get(label)!);
  return samples.map(({ labels }) => Math.max(1, ...labels.map(factorOf)));
}
