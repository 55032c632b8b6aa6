/** Distance of a label from its axis, in pixels. */
const LABEL_PADDING = 12;

/**
 * Widths of characters as shares of the font size, of the widest system font in use (DejaVu Sans, and Verdana beside it), rounded up:
 * which font a reader has is not known here. Narrow and wide letters, capitals; all else of the alphabet is below the last.
 */
const NARROW = { letters: /[fijlrtI .,:;'()[\]|!/-]/, width: 0.42 };
const WIDE = { letters: /[mwMW@%&+=<>]/, width: 1 };
const CAPITAL = { letters: /[A-Z]/, width: 0.79 };
const OTHER_WIDTH = 0.65;
/** From here on there are scripts whose characters fill a square. */
const FIRST_SQUARE = 0x1100;

/**
 * Returns the room that the widest label needs beside an axis, in pixels, whatever its length.
 *
 * Without a canvas, Vega assumes 0.8 of the font size per character, which leaves a third of a plot empty.
 */
export function labelWidth(labels: readonly string[], { fontSize }: { readonly fontSize: number }): number {
  const widest = Math.max(0, ...labels.map(textWidth));
  return Math.ceil(widest * fontSize) + LABEL_PADDING;
}

/** Width of a text as a multiple of the font size. */
function textWidth(text: string): number {
  return [...text].reduce((width, character) => width + characterWidth(character), 0);
}

function characterWidth(character: string): number {
  if (character.codePointAt(0)! >= FIRST_SQUARE) {
    return 1;
  }
  const kind = [NARROW, WIDE, CAPITAL].find(({ letters }) => letters.test(character));
  return kind?.width ?? OTHER_WIDTH;
}
