import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

/** What makes a spreadsheet run a cell as a formula, if it comes first; the full-width forms do in some languages. */
const FORMULA = /^[=+\-@\t\r＝＋－＠']/;

/** Says to a spreadsheet that a cell is text. */
const MARK = "'";

/** Cells whose ends or line breaks readers could trim or take for rows. */
const QUOTED = /^\s|\s$|[\t\r\n]/;

/**
 * Writes rows as CSV that a spreadsheet can open: texts that it would run as formulas (first `=`, `+`, `-`, `@`, tab or
 * carriage return) get an apostrophe before them, and so do those that begin with one. Numbers are written as they are, at
 * full precision. {@link parseTable} gives every text back as it was.
 */
export function stringifyTable(rows: readonly (readonly (string | number | undefined)[])[]): string {
  const safe = (cell: string | number | undefined) =>
    typeof cell === 'string' && FORMULA.test(cell) ? MARK + cell : cell;
  return stringify(
    rows.map((row) => row.map(safe)),
    { quoted_match: QUOTED },
  );
}

/** Reads what {@link stringifyTable} wrote: one object a row, by the names in the first row. */
export function parseTable(text: string): Record<string, string>[] {
  const [header = [], ...rows] = parse(text, { record_delimiter: '\n' }).map((row) => row.map(restore));
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])));
}

/** Takes away the apostrophe that was put before a text; others stay. */
function restore(cell: string): string {
  return cell.startsWith(MARK) && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
