import type { Sample } from '../sample.js';
import { classIndices, type TargetClass } from './class-indices.js';
import type { Location } from './locations.js';

/** Options of {@link selectSingleLabel}. */
export interface SelectSingleLabelOptions {
  /**
   * Labels to keep, the position of each becoming its class index; several in brackets count as one class.
   */
  readonly classes: readonly TargetClass[];
  /** Labels that the data set has, `classes` of a source; the 28 locations where not given. */
  readonly known?: readonly Location[];
}

/**
 * Keeps the samples whose only label is one of `classes`, in their order, and relabels each with its class
 * index.
 *
 * A sample with two labels of one merged class has two labels, so it is left out.
 *
 * @returns New samples with `labels: [index into classes]`.
 * @throws RangeError where `classes` is empty, repeats an id or holds one that is not known.
 */
export function selectSingleLabel(
  samples: readonly Sample[],
  { classes, ...options }: SelectSingleLabelOptions,
): Sample[] {
  const indexOf = classIndices(classes, options);
  return samples.flatMap((sample) => {
    const index = sample.labels.length === 1 ? indexOf.get(sample.labels[0]!) : undefined;
    return index === undefined ? [] : [{ ...sample, labels: [index] }];
  });
}
