/** What makes a spreadsheet run a cell as a formula, if it comes first; the full-width forms do in some languages. */
const FORMULA = /^[=+\-@\t\r＝＋－＠']/;

/** Says to a spreadsheet that a cell is text. */
const MARK = "'";

/** Puts an apostrophe before a text that a spreadsheet would run as a formula, and before one that begins with one. */
export function markText(text: string): string {
  return FORMULA.test(text) ? MARK + text : text;
}

/** Takes away the apostrophe that {@link markText} put before a text. */
export function unmarkText(text: string): string {
  return text.startsWith(MARK) && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
