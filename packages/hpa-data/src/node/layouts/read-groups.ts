import { existsSync } from 'node:fs';
import { readCsv } from '../files/read-csv.js';

/** A table of what a split must keep together. */
export interface GroupTable {
  /** Throws an Error if an id of the table is not among those of the dataset. */
  requireKnown(ids: ReadonlySet<string>): void;
  /** Gives the group of a sample, and what other columns say of it. Throws an Error if the table has no row for its id. */
  find(id: string): { readonly group: string; readonly attributes: Readonly<Record<string, string>> };
}

/**
 * Reads groups.csv (Id,Group), which may have other columns.
 *
 * @returns undefined if there is no such file.
 * @throws Error naming the file and the line if a column is missing, an Id is repeated or a Group is empty.
 */
export async function readGroups(file: string): Promise<GroupTable | undefined> {
  if (!existsSync(file)) {
    return undefined;
  }
  const rows = new Map<string, { readonly line: number } & ReturnType<GroupTable['find']>>();
  for (const { line, values, others } of await readCsv(file, { columns: ['Id', 'Group'] })) {
    const { Id: id, Group: group } = values;
    const earlier = rows.get(id);
    if (earlier !== undefined) {
      throw new Error(`${file} line ${line}: duplicate Id ${id}, first on line ${earlier.line}`);
    }
    if (group === '') {
      throw new Error(`${file} line ${line}: the Group of ${id} is empty`);
    }
    rows.set(id, { line, group, attributes: others });
  }
  return {
    requireKnown: (ids) => {
      for (const [id, { line }] of rows) {
        if (!ids.has(id)) {
          throw new Error(`${file} line ${line}: Id ${id} is not in the dataset`);
        }
      }
    },
    find: (id) => {
      const row = rows.get(id);
      if (row === undefined) {
        throw new Error(`Id ${id} has no row in ${file}`);
      }
      return row;
    },
  };
}
