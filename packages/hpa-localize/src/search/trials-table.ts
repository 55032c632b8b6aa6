import { stringifyTable } from '../files/csv-table.js';
import type { SearchDocument } from './schema/search-schema.js';

/** The trials of a search as CSV: what each took for every key, how it ended and its value, at full precision. */
export function trialsTable({ trials, space }: Pick<SearchDocument, 'trials' | 'space'>): string {
  const keys = Object.keys(space);
  const rows = trials.map(({ number, state, value, reports, parameters, error }) => [
    number,
    state,
    value ?? '',
    reports.at(-1)?.[0] ?? 0,
    ...keys.map((key) => cellOf(parameters[key])),
    error ?? '',
  ]);
  return stringifyTable([['trial', 'state', 'value', 'epochs', ...keys, 'error'], ...rows]);
}

/** Empty if a key was not in the space of a trial, or was left out. */
function cellOf(
  parameter: SearchDocument['trials'][number]['parameters'][string] | undefined,
): string | number {
  return typeof parameter === 'number' ? parameter : String(parameter ?? '');
}
