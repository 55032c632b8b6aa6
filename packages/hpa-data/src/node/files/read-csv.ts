import { parse } from 'csv-parse/sync';
import { readRegularFile } from './read-regular-file.js';

/** One row of a CSV file. */
export interface CsvRow<Required extends string, Optional extends string = never> {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Values by column, trimmed, inside quotes too; undefined for an optional column that the file lacks. */
  readonly values: Readonly<Record<Required, string> & Partial<Record<Optional, string>>>;
  /** Values of all other columns that have a name, where they are not empty. Of two of one name, the first counts. */
  readonly others: Readonly<Record<string, string>>;
}

/**
 * Reads a table with a header line: values are separated by commas, semicolons or tabs, whichever the header line has, and
 * trimmed. Text is UTF-8, or UTF-16 with a byte order mark. Blank lines, and the line `sep=;` of spreadsheets, are skipped.
 *
 * @throws Error naming the file, and the line if there is one, if the file cannot be read, is not such a table, lacks a
 * column or has it twice, or has no rows.
 */
export async function readCsv<Required extends string, Optional extends string = never>(
  file: string,
  {
    columns,
    optional = [],
    commentMark,
  }: {
    /** Columns that the header must have. */
    readonly columns: readonly Required[];
    /** Columns that are read if the header has them. */
    readonly optional?: readonly Optional[];
    /** Rows that begin with this are skipped; the header may begin with it. */
    readonly commentMark?: string;
  },
): Promise<CsvRow<Required, Optional>[]> {
  const [header, ...rows] = parseRecords(await readText(file), { file, commentMark });
  if (header === undefined) {
    throw new Error(`${file}: expected a header line ${columns.join(',')}; the file is empty`);
  }
  const positionOf = (column: string) => header.record.indexOf(column);
  const missing = columns.filter((column) => positionOf(column) === -1);
  if (missing.length > 0) {
    throw new Error(
      `${file} line ${header.line}: missing column ${missing.join(', ')}; the header is ${shown(header.record.join(','))}`,
    );
  }
  const present = [...columns, ...optional].filter((column) => positionOf(column) !== -1);
  const twice = present.find((column) => header.record.lastIndexOf(column) !== positionOf(column));
  if (twice !== undefined) {
    throw new Error(
      `${file} line ${header.line}: two columns are named ${twice}; the header is ${shown(header.record.join(','))}`,
    );
  }
  if (rows.length === 0) {
    throw new Error(`${file}: expected rows below the header; there are none`);
  }
  const isKnown = new Set<string>(present);
  const others = header.record.flatMap((column, at) =>
    column !== '' && !isKnown.has(column) && positionOf(column) === at ? [{ column, at }] : [],
  );
  return rows.map(({ line, record }) => ({
    line,
    others: Object.fromEntries(
      others.flatMap(({ column, at }) => (record[at] ? [[column, record[at]]] : [])),
    ),
    values: Object.fromEntries(present.map((column) => [column, record[positionOf(column)]!])) as CsvRow<
      Required,
      Optional
    >['values'],
  }));
}

/**
 * Reads the names of the columns of a CSV file; an empty file has none.
 *
 * @throws Error naming the file if it cannot be read or is not CSV.
 */
export async function readCsvHeader(file: string): Promise<readonly string[]> {
  const [header] = parseRecords(await readText(file), { file });
  return header?.record ?? [];
}

async function readText(file: string): Promise<string> {
  const bytes = await readRegularFile(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EISDIR' ? new Error(`${file}: expected a CSV file; it is a folder`) : error;
  });
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(
      `${file}: expected text in UTF-8, or in UTF-16 with a byte order mark; found other bytes`,
    );
  }
}

/** Longest value, in characters: the longest path that Linux takes. No id, label or path of a real table comes near. */
const MAXIMUM_LENGTH = 4096;

/** Most columns of a table. */
const MAXIMUM_COLUMNS = 1024;

/** A value, or a line, that no table of cells has: a quote that is never closed, or another format. */
class ImmodestValue extends Error {}

function requireModestValues(record: readonly string[], where: string): void {
  if (record.length > MAXIMUM_COLUMNS) {
    throw new ImmodestValue(`${where}: expected at most ${MAXIMUM_COLUMNS} values; found ${record.length}`);
  }
  const long = record.findIndex((value) => value.length > MAXIMUM_LENGTH);
  if (long !== -1) {
    throw new ImmodestValue(
      `${where}: expected values of at most ${MAXIMUM_LENGTH} characters; value ${long + 1} has ${record[long]!.length}: is a quote not closed?`,
    );
  }
}

/** Text of a file for an error, cut where nobody reads on: a damaged table may be one long line. */
function shown(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}...` : text;
}

interface NumberedRecord {
  readonly line: number;
  readonly record: readonly string[];
}

const DELIMITERS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;

/** What a spreadsheet writes above the header to say what separates the values. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i;

function parseRecords(
  text: string,
  { file, commentMark }: { readonly file: string; readonly commentMark?: string | undefined },
): NumberedRecord[] {
  const [stated, separator] = SEPARATOR_LINE.exec(text) ?? [];
  const body = stated === undefined ? text : text.slice(stated.length);
  const delimiter = separator ?? findDelimiter(body, file);
  const linesAbove = stated === undefined ? 0 : 1;
  const records: NumberedRecord[] = [];
  try {
    parse(body, {
      delimiter,
      trim: true,
      skip_empty_lines: true,
      on_record: (record: string[], { lines }) => {
        const line = lines + linesAbove;
        requireModestValues(record, `${file} line ${line}`);
        records.push({ line, record: record.map((value) => value.trim()) });
        return null;
      },
    });
  } catch (cause) {
    throw cause instanceof ImmodestValue
      ? cause
      : new Error(`${file}: ${shown((cause as Error).message)}`, { cause });
  }
  const [header, ...rows] = records;
  if (commentMark === undefined || header === undefined) {
    return records;
  }
  const [first = '', ...others] = header.record;
  const uncommented = first.startsWith(commentMark) ? first.slice(commentMark.length).trim() : first;
  return [
    { ...header, record: [uncommented, ...others] },
    ...rows.filter(({ record }) => !record[0]?.startsWith(commentMark)),
  ];
}

/** Tells what separates the names in the header line: what it has outside quotes. Commas if it has one name only. */
function findDelimiter(text: string, file: string): string {
  const header = text.split(/\r?\n|\r/).find((line) => line.trim() !== '') ?? '';
  const unquoted = header.replace(/"[^"]*"/g, '');
  const found = Object.entries(DELIMITERS).filter(([delimiter]) => unquoted.trim().includes(delimiter));
  if (found.length > 1) {
    const names = found.map(([, name]) => name);
    throw new Error(
      `${file} line 1: expected names separated by commas, by semicolons or by tabs; the header has ${names.join(' and ')}: ${shown(header.trim()).replaceAll('\t', '\\t')}`,
    );
  }
  return found[0]?.[0] ?? ',';
}
