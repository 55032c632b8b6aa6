import { locationById } from './locations.js';
import type { Sample } from './sample.js';

/** Options of {@link selectSingleLabel}. */
export interface SelectSingleLabelOptions {
  /** Location ids to keep; the position of an id becomes its class index. */
  readonly classes: readonly number[];
}

/**
 * Keeps the samples whose only location is one of `classes`, in their order, and relabels each with its class
 * index.
 *
 * @returns New samples with `labels: [index into classes]`.
 * @throws RangeError where `classes` is empty, repeats an id or holds one that is no location.
 */
export function selectSingleLabel(
  samples: readonly Sample[],
  { classes }: SelectSingleLabelOptions,
): Sample[] {
  if (classes.length === 0) {
    throw new RangeError('classes must name at least one location id; received none');
  }
  const indexOf = new Map<number, number>();
  for (const [index, id] of classes.entries()) {
    const { name } = locationById(id);
    if (indexOf.has(id)) {
      throw new RangeError(`classes must not repeat an id; received ${id} (${name}) twice in [${classes}]`);
    }
    indexOf.set(id, index);
  }
  const selected: Sample[] = [];
  for (const sample of samples) {
    const index = sample.labels.length === 1 ? indexOf.get(sample.labels[0]!) : undefined;
    if (index !== undefined) {
      selected.push({ ...sample, labels: [index] });
    }
  }
  return selected;
}
