/** What separates the names of several classes in a cell of a table. */
const SEPARATOR = '|';

type Classes = readonly { readonly name: string }[];

/** Joins the names of classes, given by their indices, as a table shows them; no class is the empty text. */
export function joinNames(indices: readonly number[], { classes }: { readonly classes: Classes }): string {
  return indices.map((index) => classes[index]?.name).join(SEPARATOR);
}

/** Reads what {@link joinNames} wrote: class indices, -1 for a name of no class. */
export function splitNames(text: string, { classes }: { readonly classes: Classes }): number[] {
  if (text === '') {
    return [];
  }
  return text.split(SEPARATOR).map((name) => classes.findIndex((each) => each.name === name));
}

/**
 * Requires that the names of classes can be joined and told apart again.
 *
 * @throws RangeError if one holds the separator, naming it.
 */
export function requireJoinableNames(classes: Classes): void {
  const wrong = classes.find(({ name }) => name.includes(SEPARATOR));
  if (wrong !== undefined) {
    throw new RangeError(
      `names of classes must not hold "${SEPARATOR}", which separates several locations in tables; received "${wrong.name}"`,
    );
  }
}
