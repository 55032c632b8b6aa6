/** Mean width of a character of a system font, as a share of the font size; enough for usual names. */
const CHARACTER_WIDTH = 0.56;

/** Distance of a label from its axis, in pixels. */
const LABEL_PADDING = 12;

/**
 * Returns the room that the longest label needs beside an axis, in pixels.
 *
 * Without a canvas, Vega assumes 0.8 of the font size per character, which leaves a third of a plot empty.
 */
export function labelWidth(labels: readonly string[], { fontSize }: { readonly fontSize: number }): number {
  const longest = Math.max(0, ...labels.map(({ length }) => length));
  return Math.ceil(longest * fontSize * CHARACTER_WIDTH) + LABEL_PADDING;
}
