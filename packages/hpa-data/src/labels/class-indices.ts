import { type Location, locations } from './locations.js';

/** One class of a task: a label of the data set, or several that count as one. */
export type TargetClass = number | readonly number[];

/** Options of {@link classIndices}. */
export interface ClassIndicesOptions {
  /** Labels that there are; the 28 locations where not given. */
  readonly known?: readonly Location[];
}

/**
 * Numbers the classes of a task: gives the class index of each label that belongs to one.
 *
 * @throws RangeError where there is no class, one has no label, or a label is unknown or in two places.
 */
export function classIndices(
  classes: readonly TargetClass[],
  { known = locations }: ClassIndicesOptions = {},
): Map<number, number> {
  if (classes.length === 0) {
    throw new RangeError('classes must name at least one label id; received none');
  }
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const indexOf = new Map<number, number>();
  for (const [index, labels] of classes.entries()) {
    const merged = typeof labels === 'number' ? [labels] : labels;
    if (merged.length === 0) {
      throw new RangeError(`class ${index} must name at least one label id; received none`);
    }
    for (const id of merged) {
      const name = names.get(id);
      if (name === undefined) {
        throw new RangeError(
          `label id must be one of ${known.map((location) => location.id).join(', ')}; received ${id}`,
        );
      }
      if (indexOf.has(id)) {
        throw new RangeError(
          `classes must not repeat an id; received ${id} (${name}) twice in ${JSON.stringify(classes)}`,
        );
      }
      indexOf.set(id, index);
    }
  }
  return indexOf;
}
