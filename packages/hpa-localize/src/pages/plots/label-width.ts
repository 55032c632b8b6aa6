/** The mean width of a character in system fonts, in units of the font size; wide enough for usual names. */
const CHARACTER_WIDTH = 0.56;

/** The distance of an axis label from the axis, in pixels. */
const LABEL_PADDING = 12;

/**
 * The room that the longest of some labels needs beside an axis, in pixels.
 *
 * Without a canvas Vega takes every character for 0.8 of the font size, which leaves a third of a plot empty.
 */
export function labelWidth(labels: readonly string[], { fontSize }: { readonly fontSize: number }): number {
  const longest = Math.max(0, ...labels.map(({ length }) => length));
  return Math.ceil(longest * fontSize * CHARACTER_WIDTH) + LABEL_PADDING;
}
