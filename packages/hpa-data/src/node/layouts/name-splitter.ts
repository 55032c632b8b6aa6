import { LOCATIONS } from '../../labels/locations.js';
import { SINGLE_CELL_CLASSES } from '../../labels/single-cell-classes.js';

/** Locations of the Human Protein Atlas that neither competition names; https://www.proteinatlas.org/humanproteome/subcellular. */
const OTHER_LOCATIONS = [
  'Vesicles',
  'Nucleoli rim',
  'Mitotic chromosome',
  'Kinetochores',
  'Midbody',
  'Midbody ring',
  'Cleavage furrow',
  'Centriolar satellite',
  'Basal body',
  'Primary cilium',
  'Primary cilium tip',
  'Primary cilium transition zone',
  'Flagellar centriole',
  'Acrosome',
  'Equatorial segment',
  'Perinuclear theca',
  'Calyx',
  'Annulus',
  'Connecting piece',
  'Mid piece',
  'Principal piece',
  'End piece',
];

const ATLAS_NAMES: ReadonlySet<string> = new Set(
  [...LOCATIONS, ...SINGLE_CELL_CLASSES]
    .map(({ name }) => name)
    .concat(OTHER_LOCATIONS)
    .map(toKey),
);

/** What separates names where nothing says so, the weaker last. */
const SEPARATORS = [';', ','] as const;

/** Splits a cell of names. Throws an Error if it may be one name or several. */
export type NameSplitter = (cell: string) => readonly string[];

/**
 * Makes a function that splits the cells of a column of class names, from all its cells.
 *
 * `|` separates names. If no cell has one, semicolons and commas do where every part is a class: alone in a cell, a location
 * of the Human Protein Atlas, or a part of two different cells. A name of which no part is a class is one name, such as
 * `Rods, rings`. In between nobody can tell, and splitting throws an Error that says so.
 */
export function nameSplitter(cells: readonly string[]): NameSplitter {
  const distinct = [...new Set(cells.map((cell) => cell.trim()))];
  if (distinct.some((cell) => cell.includes('|'))) {
    return (cell) => partsOf(cell, '|');
  }
  const classes = new Set(ATLAS_NAMES);
  const seen = new Map<string, number>();
  for (const cell of distinct) {
    const parts = new Set(partsOf(cell, /[;,]/).map(toKey));
    for (const part of parts) {
      const times = (seen.get(part) ?? 0) + 1;
      seen.set(part, times);
      if (times > 1 || parts.size === 1) {
        classes.add(part);
      }
    }
  }
  return (cell) => splitAt(cell.trim(), { classes, separators: SEPARATORS });
}

function splitAt(
  cell: string,
  { classes, separators }: { readonly classes: ReadonlySet<string>; readonly separators: readonly string[] },
): readonly string[] {
  const [separator, ...weaker] = separators;
  if (separator === undefined || cell === '' || classes.has(toKey(cell))) {
    return cell === '' ? [] : [cell];
  }
  const parts = partsOf(cell, separator);
  if (parts.length < 2) {
    return splitAt(parts[0] ?? '', { classes, separators: weaker });
  }
  const names = parts.flatMap((part) => splitAt(part, { classes, separators: weaker }));
  const known = names.filter((name) => classes.has(toKey(name)));
  if (known.length === 0) {
    return [cell];
  }
  const stranger = names.find((name) => !classes.has(toKey(name)));
  if (stranger !== undefined) {
    throw new Error(
      `'${cell}' may be one class or several: ${known[0]} is a class, ${stranger} is not; separate labels by |, which leaves commas and semicolons to names`,
    );
  }
  return names;
}

function partsOf(cell: string, separator: string | RegExp): string[] {
  return cell
    .split(separator)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function toKey(name: string): string {
  return name.toLowerCase();
}
