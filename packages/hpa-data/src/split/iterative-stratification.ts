import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';
import { coverWithGroups, requireEnoughGroups } from './cover-with-groups.js';
import { type Balance, stratifyUnits, type Units } from './stratify-units.js';

/** Weight of a pair of labels relative to a label: pairs follow as far as labels allow. */
const PAIR_WEIGHT = 0.1;

/**
 * Assigns samples with any number of labels to splits, with their groups if they have any, so that every split holds every class and
 * its share of the samples, of each class, of the samples without a label and, less strictly, of each pair of classes.
 *
 * It is iterative stratification (Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-label Data", ECML PKDD 2011) with
 * pairs (Szymański and Kajdanowicz, "A Network Perspective on Stratification of Multi-Label Data", PMLR 74, 2017), equal label sets
 * divided first and a local search at the end: see `stratifyUnits`.
 *
 * @param samples In a fixed order, with distinct labels in [0, classCount), all with a group or none.
 * @returns The index of the split, by position of the sample.
 * @throws Error if no assignment of whole groups puts every class in every split, or none is found within a bounded number of steps.
 */
export function iterativeStratification(
  samples: readonly Sample[],
  {
    shares,
    classCount,
    random,
    nameOf,
  }: {
    readonly shares: readonly number[];
    readonly classCount: number;
    readonly random: SeededRandom;
    /** Names a class in error messages. */
    readonly nameOf: (label: number) => string;
  },
): number[] {
  const unitOf = unitsOf(samples);
  const grouped = samples[0]?.group !== undefined;
  const { units, balance } = toRows(samples, { unitOf, shares, classCount });
  const holds = () =>
    Array.from({ length: units.starts.length - 1 }, (_, unit) => [
      ...units.columns
        .subarray(units.starts[unit], units.starts[unit + 1])
        .filter((column) => column <= classCount),
    ]);
  const options = { splitCount: shares.length, classCount, nameOf };
  if (grouped) {
    requireEnoughGroups(holds(), options);
  }
  const given = new Int32Array(units.starts.length - 1).fill(-1);
  let found = stratifyUnits(units, { given, balance, random });
  if (!found.covered) {
    given.set(coverWithGroups(holds(), { ...options, random, units: grouped ? 'groups' : 'samples' }));
    found = stratifyUnits(units, { given, balance, random });
  }
  return samples.map((_, index) => found.splitOf[unitOf[index]!]!);
}

/** Numbers the groups, or the samples if they have none, from 0. */
function unitsOf(samples: readonly Sample[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(samples, ({ group }, index) => {
    if (group === undefined) {
      return index;
    }
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}

/**
 * Counts what each unit holds, by columns: the classes, then all samples, then those without a label, then each pair of classes that
 * occurs.
 */
function toRows(
  samples: readonly Sample[],
  {
    unitOf,
    shares,
    classCount,
  }: { readonly unitOf: Int32Array; readonly shares: readonly number[]; readonly classCount: number },
): { readonly units: Units; readonly balance: Balance } {
  const unlabeled = classCount + 1;
  const pairColumns = new Map<number, number>();
  const rows: Map<number, number>[] = [];
  for (const [index, { labels }] of samples.entries()) {
    const unit = unitOf[index]!;
    rows[unit] ??= new Map();
    const row = rows[unit];
    const add = (column: number) => row.set(column, (row.get(column) ?? 0) + 1);
    add(classCount);
    if (labels.length === 0) {
      add(unlabeled);
    }
    for (const label of labels) {
      add(label);
      for (const other of labels) {
        if (label < other) {
          const pair = label * classCount + other;
          const column = pairColumns.get(pair) ?? unlabeled + 1 + pairColumns.size;
          pairColumns.set(pair, column);
          add(column);
        }
      }
    }
  }
  const totals = new Float64Array(unlabeled + 1 + pairColumns.size);
  const starts = new Int32Array(rows.length + 1);
  const columns: number[] = [];
  const counts: number[] = [];
  for (const [unit, row] of rows.entries()) {
    for (const [column, count] of [...row].sort(([a], [b]) => a - b)) {
      columns.push(column);
      counts.push(count);
      totals[column]! += count;
    }
    starts[unit + 1] = columns.length;
  }
  // Between the errors of counts, which frequent classes decide, and those of shares, which rare ones do.
  const weights = totals.map((total, column) =>
    total === 0 ? 0 : (column > unlabeled ? PAIR_WEIGHT : 1) / Math.sqrt(total),
  );
  return {
    units: { starts, columns: Int32Array.from(columns), counts: Int32Array.from(counts) },
    balance: { shares, totals, weights, requiredColumns: classCount + 1 },
  };
}
