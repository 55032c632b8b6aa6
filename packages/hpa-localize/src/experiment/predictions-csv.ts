import { readFile } from 'node:fs/promises';
import { parseTable, stringifyTable } from '../files/csv-table.js';
import { writeWhole } from '../files/write-whole.js';

/** What a model predicts for the samples of one split. */
export interface SplitPredictions {
  readonly ids: readonly string[];
  /** Class indices. */
  readonly labels: readonly number[];
  /** Probability rows. */
  readonly scores: readonly (readonly number[])[];
  /** The group of each sample, if there are any: intervals resample whole groups. */
  readonly groups?: readonly string[];
}

type Classes = readonly { readonly name: string }[];

/** Writes predictions.csv: id, group, split, label and one probability per class, at full precision, with ids, groups and labels that a
 * spreadsheet would run marked by an apostrophe. */
export async function writePredictions(
  path: string,
  {
    classes,
    splits,
  }: { readonly classes: Classes; readonly splits: Readonly<Record<string, SplitPredictions>> },
): Promise<void> {
  const header = ['id', 'group', 'split', 'label', ...classes.map(({ name }) => `p_${name}`)];
  const rows = Object.entries(splits).flatMap(([split, { ids, labels, scores, groups }]) =>
    ids.map((id, row) => [
      id,
      groups?.[row] ?? '',
      split,
      classes[labels[row] as number]?.name,
      ...(scores[row] as readonly number[]),
    ]),
  );
  await writeWhole(path, stringifyTable([header, ...rows]));
}

/** Reads one split back. */
export async function readPredictions(
  path: string,
  { classes, split }: { readonly classes: Classes; readonly split: string },
): Promise<SplitPredictions> {
  const rows = parseTable(await readFile(path, 'utf8'));
  const chosen = rows.filter((row) => row.split === split);
  const isGrouped = chosen.some(({ group }) => group !== undefined && group !== '');
  return {
    ids: chosen.map((row) => row.id as string),
    labels: chosen.map((row) => classes.findIndex(({ name }) => name === row.label)),
    scores: chosen.map((row) => classes.map(({ name }) => Number(row[`p_${name}`]))),
    ...(isGrouped && { groups: chosen.map((row) => row.group as string) }),
  };
}
