import { readFile } from 'node:fs/promises';
import type { Sample } from '@hpa/data';
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

/**
 * Reads one split back.
 *
 * @throws Error naming the file and the row if it is gone or damaged, or a row is not of these classes.
 */
export async function readPredictions(
  path: string,
  { classes, split }: { readonly classes: Classes; readonly split: string },
): Promise<SplitPredictions> {
  const rows = await readRows(path);
  const chosen = rows.filter((row) => row.split === split);
  const isGrouped = chosen.some(({ group }) => group !== undefined && group !== '');
  const read = chosen.map((row) => {
    const label = classes.findIndex(({ name }) => name === row.label);
    const scores = classes.map(({ name }) => {
      const text = row[`p_${name}`];
      return text === undefined || text === '' ? Number.NaN : Number(text);
    });
    if (row.id === undefined || label < 0 || !scores.every((score) => score >= 0 && score <= 1)) {
      throw new Error(`${path}: the row of ${row.id} must give a class and its probabilities in [0, 1]`);
    }
    return { id: row.id, label, scores, group: row.group as string };
  });
  return {
    ids: read.map(({ id }) => id),
    labels: read.map(({ label }) => label),
    scores: read.map(({ scores }) => scores),
    ...(isGrouped && { groups: read.map(({ group }) => group) }),
  };
}

/**
 * Reads one split back, in the order of its samples.
 *
 * @throws Error naming the file if it does not hold just these samples, each as often and with the same label.
 */
export async function readPredictionsOf(
  samples: readonly Sample[],
  options: { readonly path: string; readonly classes: Classes; readonly split: string },
): Promise<SplitPredictions> {
  const { path, split } = options;
  const read = await readPredictions(path, options);
  const rowsOf = new Map<string, number[]>();
  for (const [row, id] of read.ids.entries()) {
    rowsOf.set(id, [...(rowsOf.get(id) ?? []), row]);
  }
  const rows = samples.map(({ id }) => rowsOf.get(id)?.shift());
  const missing = samples.filter((_, at) => rows[at] === undefined).map(({ id }) => id);
  const extra = [...rowsOf].flatMap(([id, left]) => (left.length > 0 ? [id] : []));
  if (missing.length > 0 || extra.length > 0) {
    throw new Error(
      `${path} must hold the ${samples.length} cells of the ${split} split; ${describe(missing, 'lacks')}${describe(extra, 'has besides')}`.trim(),
    );
  }
  const order = rows as number[];
  const wrong = samples.find(({ labels }, at) => read.labels[order[at] as number] !== labels[0]);
  if (wrong !== undefined) {
    throw new Error(`${path}: the label of ${wrong.id} is not the one that it has in the data`);
  }
  const { groups } = read;
  return {
    ids: samples.map(({ id }) => id),
    labels: order.map((row) => read.labels[row] as number),
    scores: order.map((row) => read.scores[row] as readonly number[]),
    ...(groups && { groups: order.map((row) => groups[row] as string) }),
  };
}

function describe(ids: readonly string[], what: string): string {
  return ids.length === 0 ? '' : `it ${what} ${ids.length}, ${ids.slice(0, 3).join(', ')} `;
}

async function readRows(path: string): Promise<Record<string, string>[]> {
  try {
    return parseTable(await readFile(path, 'utf8'));
  } catch (cause) {
    // A damaged table may be one long line, which the message of the parser holds whole.
    const reason = (cause as Error).message.slice(0, 500);
    throw new Error(`${path}: the predictions cannot be read: ${reason}`, { cause });
  }
}
