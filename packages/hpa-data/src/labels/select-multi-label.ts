import type { Sample } from '../sample.js';
import { classIndices, type TargetClass } from './class-indices.js';
import type { Location } from './locations.js';

/** Options of {@link selectMultiLabel}. */
export interface SelectMultiLabelOptions {
  /**
   * Labels to keep, the position of each becoming its class index; several in brackets count as one class.
   */
  readonly classes: readonly TargetClass[];
  /** Labels that the data set has, `classes` of a source; the 28 locations where not given. */
  readonly known?: readonly Location[];
  /**
   * What becomes of a sample that has a label outside `classes`: it loses that label, or is left out.
   */
  readonly otherLabels?: 'drop' | 'exclude-sample';
  /** What becomes of a sample that none of `classes` fits: it is left out, or kept as one of no class. */
  readonly unlabelled?: 'exclude-sample' | 'keep';
}

/**
 * Turns the labels of samples into class indices, any number a sample, and keeps the samples that these options
 * allow, in their order.
 *
 * @returns New samples with `labels` ascending and distinct.
 * @throws RangeError where `classes` is empty, repeats an id or holds one that is not known.
 */
export function selectMultiLabel(
  samples: readonly Sample[],
  { classes, otherLabels = 'drop', unlabelled = 'exclude-sample', ...options }: SelectMultiLabelOptions,
): Sample[] {
  const indexOf = classIndices(classes, options);
  return samples.flatMap((sample) => {
    const indices = sample.labels.map((label) => indexOf.get(label));
    const inside = [...new Set(indices.filter((index) => index !== undefined))].sort((a, b) => a - b);
    const excluded =
      (otherLabels === 'exclude-sample' && indices.includes(undefined)) ||
      (unlabelled === 'exclude-sample' && inside.length === 0);
    return excluded ? [] : [{ ...sample, labels: inside }];
  });
}
