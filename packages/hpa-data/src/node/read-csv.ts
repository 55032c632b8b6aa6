import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';

/** One row of a CSV file. */
export interface CsvRow<Column extends string> {
  /** Line of the file that the row is on, from 1. */
  readonly line: number;
  /** Values by column, without the space around them. */
  readonly values: Readonly<Record<Column, string>>;
}

/** Options of {@link readCsv}. */
export interface ReadCsvOptions<Column extends string> {
  /** Columns that the header must have; further ones are ignored. */
  readonly columns: readonly Column[];
}

/**
 * Reads a CSV file with a header line; blank lines are skipped.
 *
 * @throws Error naming the file, and the line where there is one, where the file cannot be read, is not CSV,
 * lacks a column or has no rows.
 */
export async function readCsv<Column extends string>(
  file: string,
  { columns }: ReadCsvOptions<Column>,
): Promise<CsvRow<Column>[]> {
  const [header, ...rows] = parseRecords(await readFile(file, 'utf8'), file);
  if (header === undefined) {
    throw new Error(`${file}: expected a header line ${columns.join(',')}; the file is empty`);
  }
  const positions = columns.map((column) => [column, header.record.indexOf(column)] as const);
  const missing = positions.filter(([, position]) => position === -1).map(([column]) => column);
  if (missing.length > 0) {
    throw new Error(
      `${file} line ${header.line}: missing column ${missing.join(', ')}; the header is ${header.record.join(',')}`,
    );
  }
  if (rows.length === 0) {
    throw new Error(`${file}: expected rows below the header; there are none`);
  }
  return rows.map(({ line, record }) => ({
    line,
    values: Object.fromEntries(positions.map(([column, position]) => [column, record[position]!])) as Record<
      Column,
      string
    >,
  }));
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
