import { independentDifference, scaled } from '../protocols/independent-difference.js';
import type { Contrast } from '../protocols/protocols-schema.js';
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

/**
 * Scores the trainings of a model on the test cells that share something with training, and on those that do not: the difference is what it knows
 * of cells that it was shown, and the share of such cells tells how much of its accuracy that is.
 */
export function contrastLeaked(
  trainings: readonly SplitPredictions[],
  { seen, seed }: { readonly seen: Seen; readonly seed: number },
): Contrast[] {
  const { ids } = trainings[0]!;
  const rows = [...ids.keys()];
  const kinds = Object.entries(LEAKED) as [Contrast['kind'], readonly string[]][];
  return kinds.map(([kind, kindsOfLeak]) => {
    const isLeaked = (row: number) => kindsOfLeak.includes(seen.get(ids[row]!) ?? '');
    const leakedRows = rows.filter(isLeaked);
    const otherRows = rows.filter((row) => !isLeaked(row));
    const leaked = estimateScores(trainings, { rows: leakedRows, seed });
    const others = estimateScores(trainings, { rows: otherRows, seed });
    const difference = {
      accuracy: independentDifference({ a: leaked.accuracy, b: others.accuracy }),
      macroF1: independentDifference({ a: leaked.macroF1, b: others.macroF1 }),
    };
    return {
      kind,
      leaked: { cells: leakedRows.length, ...leaked },
      others: { cells: otherRows.length, ...others },
      difference,
      ofAccuracy: scaled(difference.accuracy, leakedRows.length / rows.length),
    };
  });
}
