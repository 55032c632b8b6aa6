import type { ClassLabel } from './class-label.js';

/** The classes of a task, and the mapping from the labels of the dataset to them. */
export interface SelectedClasses {
  /** The classes in the requested order; a merged class has the id of its first member and the names of all. */
  readonly classes: readonly ClassLabel[];
  /** Index into `classes` by index into the classes of the dataset; labels of no class are absent. */
  readonly indexOf: ReadonlyMap<number, number>;
}

/**
 * Picks the classes of a task, by their ids, from those of a dataset.
 *
 * @throws RangeError if no class is wanted, one has no id, or an id is unknown or occurs twice.
 */
export function selectClasses(
  known: readonly ClassLabel[],
  wanted: readonly (number | readonly number[])[],
): SelectedClasses {
  if (wanted.length === 0) {
    throw new RangeError('classes must name at least one class id; received none');
  }
  const positionOf = new Map(known.map(({ id }, position) => [id, position]));
  const indexOf = new Map<number, number>();
  const classes = wanted.map((ids, index) => {
    const merged = typeof ids === 'number' ? [ids] : ids;
    if (merged.length === 0) {
      throw new RangeError(`class ${index} must name at least one class id; received none`);
    }
    const members = merged.map((id) => {
      const position = positionOf.get(id);
      if (position === undefined) {
        throw new RangeError(`class id must be one of ${[...positionOf.keys()].join(', ')}; received ${id}`);
      }
      const member = known[position]!;
      if (indexOf.has(position)) {
        throw new RangeError(
          `classes must not repeat an id; received ${id} (${member.name}) twice in ${JSON.stringify(wanted)}`,
        );
      }
      indexOf.set(position, index);
      return member;
    });
    return { id: members[0]!.id, name: members.map(({ name }) => name).join(' + ') };
  });
  return { classes, indexOf };
}
