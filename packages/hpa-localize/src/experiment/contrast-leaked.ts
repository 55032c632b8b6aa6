import { accuracy, argmax, type ClassificationData, confidenceIntervals, macroF1 } from '@hpa/metrics';
import type { Contrast, Gap } from '../protocols/protocols-schema.js';
import { estimateScores } from './estimate-scores.js';
import type { SplitPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';

/** What the training split holds of a test cell, by the id of the cell. */
type Seen = SplitDataset['leakage']['seenInTraining'];

/** What counts as leaked, the widest first. */
const LEAKED: Readonly<Record<Contrast['kind'], readonly string[]>> = {
  seen: ['copy', 'near-duplicate', 'group'],
  copied: ['copy', 'near-duplicate'],
};

/** More cells or groups are joined: these metrics read every row without each unit. */
const MAXIMUM_UNITS = 1000;

/**
 * Scores the trainings of a model on the test cells that share something with training, and on those that do not: the difference is
 * what it knows of cells that it was shown, and the accuracy on all cells minus that on the others tells how much of its score that
 * is.
 *
 * @param trainings What each training predicts for the same single-label samples.
 */
export function contrastLeaked(
  trainings: readonly SplitPredictions[],
  { seen, seed }: { readonly seen: Seen; readonly seed: number },
): Contrast[] {
  const { ids } = trainings[0]!;
  const rows = [...ids.keys()];
  const kinds = Object.entries(LEAKED) as [Contrast['kind'], readonly string[]][];
  return kinds.map(([kind, kindsOfLeak]) => {
    const isLeaked = rows.map((row) => kindsOfLeak.includes(seen.get(ids[row]!) ?? ''));
    const leakedRows = rows.filter((row) => isLeaked[row]);
    const otherRows = rows.filter((row) => !isLeaked[row]);
    return {
      kind,
      leaked: { cells: leakedRows.length, ...estimateScores(trainings, { rows: leakedRows, seed }) },
      others: { cells: otherRows.length, ...estimateScores(trainings, { rows: otherRows, seed }) },
      ...gapsOf(trainings, { isLeaked, seed }),
    };
  });
}

/** The differences, each as one metric of all cells: a training that is better on all of them does not blur them. */
function gapsOf(
  trainings: readonly SplitPredictions[],
  { isLeaked, seed }: { readonly isLeaked: readonly boolean[]; readonly seed: number },
): Pick<Contrast, 'difference' | 'ofAccuracy'> {
  const [first] = trainings;
  if (first?.task !== 'single-label') {
    throw new TypeError('expected predictions of one label a sample');
  }
  const gaps = confidenceIntervals(
    {
      labels: first.labels.map((label, row) => (isLeaked[row] ? label + first.scores[row]!.length : label)),
      trainings: trainings.map(({ scores }) =>
        scores.map((row, at) => {
          const nothing = row.map(() => 0);
          return isLeaked[at] ? [...nothing, ...row] : [...row, ...nothing];
        }),
      ),
    },
    {
      metrics: {
        accuracy: (data) => gap(accuracy, partsOf(data)),
        macroF1: (data) => gap(macroF1, partsOf(data)),
        ofAccuracy: (data) => {
          const { others } = partsOf(data);
          return others.labels.length === 0 ? null : shareRight(data) - accuracy(others);
        },
      },
      seed,
      resamples: MAXIMUM_UNITS,
      groups: first.groups ?? first.ids,
    },
  );
  const { ofAccuracy, ...difference } = gaps satisfies Record<string, Gap>;
  return { difference, ofAccuracy };
}

/** Samples and their scores, of the classes as they are. */
interface Part {
  readonly labels: readonly number[];
  readonly scores: readonly (readonly number[])[];
}

/** Leaked samples have labels and scores of their own, after those of the others: a metric then knows which they are. */
function partsOf({ labels, scores }: ClassificationData): {
  readonly leaked: Part;
  readonly others: Part;
} {
  const part = (isPart: (label: number) => boolean, move: (row: readonly number[]) => readonly number[]) => {
    const rows = [...scores.keys()].filter((row) => isPart(labels![row] as number));
    return {
      labels: rows.map((row) => (labels![row] as number) % (scores[row]!.length / 2)),
      scores: rows.map((row) => move(scores[row]!)),
    };
  };
  const classCount = (scores[0]?.length ?? 0) / 2;
  return {
    leaked: part(
      (label) => label >= classCount,
      (row) => row.slice(classCount),
    ),
    others: part(
      (label) => label < classCount,
      (row) => row.slice(0, classCount),
    ),
  };
}

/** A metric of the leaked samples minus that of the others; null if there are none of either. */
function gap(
  metric: (data: Part) => number,
  { leaked, others }: { readonly leaked: Part; readonly others: Part },
): number | null {
  return leaked.labels.length === 0 || others.labels.length === 0 ? null : metric(leaked) - metric(others);
}

/** The share of samples whose highest score is that of their label. */
function shareRight({ labels, scores }: ClassificationData): number {
  const right = scores.filter((row, at) => argmax(row) === labels![at]).length;
  return right / scores.length;
}
