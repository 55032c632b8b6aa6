import { parse } from 'csv-parse/sync';
import { readRegularFile } from './read-regular-file.js';

/** One row of a CSV file. */
export interface CsvRow<Required extends string, Optional extends string = never> {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Values by column, trimmed; undefined for an optional column that the file lacks. */
  readonly values: Readonly<Record<Required, string> & Partial<Record<Optional, string>>>;
}

/**
 * Reads a CSV file with a header line; blank lines are skipped.
 *
 * @throws Error naming the file, and the line if there is one, if the file cannot be read, is not CSV, lacks a column or
 * has no rows.
 */
export async function readCsv<Required extends string, Optional extends string = never>(
  file: string,
  {
    columns,
    optional = [],
  }: {
    /** Columns that the header must have. */
    readonly columns: readonly Required[];
    /** Columns that are read if the header has them; others are ignored. */
    readonly optional?: readonly Optional[];
  },
): Promise<CsvRow<Required, Optional>[]> {
  const [header, ...rows] = parseRecords(await readText(file), file);
  if (header === undefined) {
    throw new Error(`${file}: expected a header line ${columns.join(',')}; the file is empty`);
  }
  const positionOf = (column: string) => header.record.indexOf(column);
  const missing = columns.filter((column) => positionOf(column) === -1);
  if (missing.length > 0) {
    throw new Error(
      `${file} line ${header.line}: missing column ${missing.join(', ')}; the header is ${header.record.join(',')}`,
    );
  }
  if (rows.length === 0) {
    throw new Error(`${file}: expected rows below the header; there are none`);
  }
  const present = [...columns, ...optional].filter((column) => positionOf(column) !== -1);
  return rows.map(({ line, record }) => ({
    line,
    values: Object.fromEntries(present.map((column) => [column, record[positionOf(column)]!])) as CsvRow<
      Required,
      Optional
    >['values'],
  }));
}

async function readText(file: string): Promise<string> {
  const bytes = await readRegularFile(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EISDIR' ? new Error(`${file}: expected a CSV file; it is a folder`) : error;
  });
  return bytes.toString('utf8');
}

/**
 * Reads the names of the columns of a CSV file; an empty file has none.
 *
 * @throws Error naming the file if it cannot be read or is not CSV.
 */
export async function readCsvHeader(file: string): Promise<readonly string[]> {
  const [header] = parseRecords(await readText(file), file);
  return header?.record ?? [];
}

interface NumberedRecord {
  readonly line: number;
  readonly record: readonly string[];
}

function parseRecords(text: string, file: string): NumberedRecord[] {
  const records: NumberedRecord[] = [];
  try {
    parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      on_record: (record: string[], { lines }) => {
        records.push({ line: lines, record });
        return null;
      },
    });
  } catch (cause) {
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
  return records;
}
