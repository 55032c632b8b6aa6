import { readFile } from 'node:fs/promises';
import type { Sample } from '@hpa/data';
import { claimedClasses, thresholdsFor } from '../answers/claimed-classes.js';
import { joinNames, splitNames } from '../answers/joined-names.js';
import type { Task } from '../answers/task.js';
import { parseTable, stringifyTable } from '../files/csv-table.js';
import { writeWhole } from '../files/write-whole.js';

/** What a model predicts for the samples of one split, in the form that the metrics take. */
export type SplitPredictions = {
  readonly ids: readonly string[];
  /** Rows of probabilities, after temperature. */
  readonly scores: readonly (readonly number[])[];
  /** The group of each sample, if there are any: intervals leave out whole groups. */
  readonly groups?: readonly string[];
} & (
  | {
      readonly task: 'single-label';
      /** Class indices. */
      readonly labels: readonly number[];
    }
  | {
      readonly task: 'multi-label';
      /** Class indices of each sample, ascending; a sample may have none. */
      readonly labels: readonly (readonly number[])[];
      /** One a class: a class is predicted if its probability reaches it. */
      readonly thresholds: readonly number[];
    }
);

type Classes = readonly { readonly name: string }[];

/** How the rows of a table are to be read. */
interface ReadOptions {
  readonly path: string;
  readonly classes: Classes;
  readonly split: string;
  /** Single-label by default. */
  readonly task?: Task;
  /** Of a multi-label task; 0.5 by default. */
  readonly thresholds?: readonly number[] | undefined;
}

/** Puts predictions together, from the labels of each sample as lists. */
export function toPredictions(
  {
    ids,
    labels,
    scores,
    groups,
  }: Pick<SplitPredictions, 'ids' | 'scores' | 'groups'> & {
    readonly labels: readonly (readonly number[])[];
  },
  { classes, task = 'single-label', thresholds }: Pick<ReadOptions, 'classes' | 'task' | 'thresholds'>,
): SplitPredictions {
  const rows = { ids, scores, ...(groups && { groups }) };
  return task === 'multi-label'
    ? { task, labels, thresholds: thresholdsFor(classes, { task, thresholds })!, ...rows }
    : { task, labels: labels.map(([label]) => label as number), ...rows };
}

/** The class indices of each sample, as lists in either task. */
export function labelLists({ labels }: Pick<SplitPredictions, 'labels'>): readonly (readonly number[])[] {
  return labels.map((label) => (typeof label === 'number' ? [label] : label));
}

/**
 * Writes predictions.csv: id, group, split, label, predicted and one probability per class, at full precision. Several labels are
 * joined by `|`. Ids, groups and labels that a spreadsheet would run are marked by an apostrophe.
 */
export async function writePredictions(
  path: string,
  {
    classes,
    splits,
  }: { readonly classes: Classes; readonly splits: Readonly<Record<string, SplitPredictions>> },
): Promise<void> {
  const header = ['id', 'group', 'split', 'label', 'predicted', ...classes.map(({ name }) => `p_${name}`)];
  const rows = Object.entries(splits).flatMap(([split, predictions]) => {
    const { ids, scores, groups } = predictions;
    const labels = labelLists(predictions);
    return ids.map((id, row) => [
      id,
      groups?.[row] ?? '',
      split,
      joinNames(labels[row]!, { classes }),
      joinNames(claimedClasses(scores[row]!, predictions), { classes }),
      ...scores[row]!,
    ]);
  });
  await writeWhole(path, stringifyTable([header, ...rows]));
}

/**
 * Reads one split back.
 *
 * @throws Error naming the file and the row if it is gone or damaged, or a row is not of these classes.
 */
export async function readPredictions(
  path: string,
  options: Omit<ReadOptions, 'path'>,
): Promise<SplitPredictions> {
  const { classes, split, task = 'single-label' } = options;
  const rows = await readRows(path);
  const chosen = rows.filter((row) => row.split === split);
  const isGrouped = chosen.some(({ group }) => group !== undefined && group !== '');
  const read = chosen.map((row) => {
    const labels =
      task === 'multi-label'
        ? splitNames(row.label ?? '?', { classes })
        : [classes.findIndex(({ name }) => name === row.label)];
    const scores = classes.map(({ name }) => {
      const text = row[`p_${name}`];
      return text === undefined || text === '' ? Number.NaN : Number(text);
    });
    if (row.id === undefined || labels.includes(-1) || !scores.every((score) => score >= 0 && score <= 1)) {
      const what = task === 'multi-label' ? 'classes' : 'a class';
      throw new Error(`${path}: the row of ${row.id} must give ${what} and probabilities in [0, 1]`);
    }
    return { id: row.id, labels, scores, group: row.group as string };
  });
  return toPredictions(
    {
      ids: read.map(({ id }) => id),
      labels: read.map(({ labels }) => labels),
      scores: read.map(({ scores }) => scores),
      ...(isGrouped && { groups: read.map(({ group }) => group) }),
    },
    options,
  );
}

/**
 * Reads one split back, in the order of its samples.
 *
 * @throws Error naming the file if it does not hold just these samples, each as often and with the same labels.
 */
export async function readPredictionsOf(
  samples: readonly Sample[],
  options: ReadOptions,
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
  const labels = labelLists(read);
  const wrong = samples.find((sample, at) => labels[order[at]!]!.join() !== sample.labels.join());
  if (wrong !== undefined) {
    const what = read.task === 'multi-label' ? 'labels of' : 'label of';
    const verb = read.task === 'multi-label' ? 'are not those' : 'is not the one';
    throw new Error(`${path}: the ${what} ${wrong.id} ${verb} that it has in the data`);
  }
  const { groups } = read;
  return toPredictions(
    {
      ids: samples.map(({ id }) => id),
      labels: order.map((row) => labels[row]!),
      scores: order.map((row) => read.scores[row]!),
      ...(groups && { groups: order.map((row) => groups[row]!) }),
    },
    options,
  );
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
