import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { writeWhole } from '../files/write-whole.js';

/** What a model predicts for the samples of one split. */
export interface SplitPredictions {
  readonly ids: readonly string[];
  /** Class indices. */
  readonly labels: readonly number[];
  /** Probability rows. */
  readonly scores: readonly (readonly number[])[];
}

type Classes = readonly { readonly name: string }[];

/** Writes predictions.csv: id, split, label and one probability per class, at full precision. */
export async function writePredictions(
  path: string,
  {
    classes,
    splits,
  }: { readonly classes: Classes; readonly splits: Readonly<Record<string, SplitPredictions>> },
): Promise<void> {
  const header = ['id', 'split', 'label', ...classes.map(({ name }) => `p_${name}`)];
  const rows = Object.entries(splits).flatMap(([split, { ids, labels, scores }]) =>
    ids.map((id, row) => [
      id,
      split,
      classes[labels[row] as number]?.name,
      ...(scores[row] as readonly number[]),
    ]),
  );
  await writeWhole(path, stringify([header, ...rows]));
}

/** Reads one split back. */
export async function readPredictions(
  path: string,
  { classes, split }: { readonly classes: Classes; readonly split: string },
): Promise<SplitPredictions> {
  const rows = parse(await readFile(path, 'utf8'), { columns: true }) as Record<string, string>[];
  const chosen = rows.filter((row) => row.split === split);
  return {
    ids: chosen.map((row) => row.id as string),
    labels: chosen.map((row) => classes.findIndex(({ name }) => name === row.label)),
    scores: chosen.map((row) => classes.map(({ name }) => Number(row[`p_${name}`]))),
  };
}
