import type { ClassLabel } from '../../labels/class-label.js';

/**
 * Parses the class ids in a cell of a manifest, such as `16 0` or `8|5|0`.
 *
 * @throws Error if one is not the id of a class, or is given twice.
 */
export function parseLabels(
  text: string,
  {
    column,
    separator,
    classes,
  }: {
    /** Column that the text is from. */
    readonly column: string;
    /** What stands between two labels. */
    readonly separator: 'space' | '|';
    /** What the labels may be. */
    readonly classes: readonly ClassLabel[];
  },
): number[] {
  const labels = text
    .trim()
    .split(separator === '|' ? /\s*\|\s*/ : /\s+/)
    .map((part) => {
      if (!/^\d+$/.test(part) || classes[Number(part)] === undefined) {
        throw new Error(
          `unknown label '${part}'; ${column} must be integers in [0, ${classes.length - 1}] separated by ${separator === '|' ? '|' : 'spaces'}`,
        );
      }
      return Number(part);
    });
  return requireDistinct(labels);
}

/**
 * Returns the labels if none is given twice.
 *
 * @throws Error if one is.
 */
export function requireDistinct<T>(labels: readonly T[]): T[] {
  const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
  if (repeated !== undefined) {
    throw new Error(`label ${repeated} is given twice`);
  }
  return [...labels];
}
