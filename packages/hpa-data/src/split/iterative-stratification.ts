import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';
import { coverWithGroups, requireEnoughGroups } from './cover-with-groups.js';
import { stratifyUnits } from './stratify-units.js';
import type { Balance, Units } from './units.js';

/** Weight of a pair of labels relative to a label: pairs follow as far as labels allow. */
const PAIR_WEIGHT = 0.02;

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
  const { units, totals, weights } = toUnits(samples, { unitOf, classCount });
  const balance: Balance = { shares, totals, weights, requiredColumns: classCount + 1 };
  const { rowOf, starts, columns } = units;
  const holds = () =>
    Array.from(rowOf, (row) => [
      ...columns.subarray(starts[row], starts[row + 1]).filter((column) => column <= classCount),
    ]);
  const options = { splitCount: shares.length, classCount, nameOf };
  if (grouped) {
    requireEnoughGroups(holds(), options);
  }
  const given = new Int32Array(rowOf.length).fill(-1);
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
 * Counts what units hold, by columns: the classes, then all samples, then those without a label, then each pair of classes that occurs.
 */
function toUnits(
  samples: readonly Sample[],
  { unitOf, classCount }: { readonly unitOf: Int32Array; readonly classCount: number },
): { readonly units: Units; readonly totals: Float64Array; readonly weights: Float64Array } {
  const rowNumbers = new Map<string, number>();
  const rowOf = Int32Array.from(labelSetsOf(samples, unitOf), (labelSets) => {
    const row = rowNumbers.get(labelSets) ?? rowNumbers.size;
    rowNumbers.set(labelSets, row);
    return row;
  });
  const unlabeled = classCount + 1;
  const pairColumns = new Map<string, number>();
  const starts = [0];
  const columns: number[] = [];
  const counts: number[] = [];
  for (const labelSets of rowNumbers.keys()) {
    const held = new Map<number, number>();
    const add = (column: number) => held.set(column, (held.get(column) ?? 0) + 1);
    for (const labelSet of labelSets.split(';')) {
      const labels = labelSet === '' ? [] : labelSet.split(',').map(Number);
      add(classCount);
      for (const column of labels.length === 0 ? [unlabeled] : labels) {
        add(column);
      }
      for (const [at, label] of labels.entries()) {
        for (const other of labels.slice(0, at)) {
          const pair = `${other} ${label}`;
          const column = pairColumns.get(pair) ?? unlabeled + 1 + pairColumns.size;
          pairColumns.set(pair, column);
          add(column);
        }
      }
    }
    for (const [column, count] of [...held].sort(([a], [b]) => a - b)) {
      columns.push(column);
      counts.push(count);
    }
    starts.push(columns.length);
  }
  const totals = new Float64Array(unlabeled + 1 + pairColumns.size);
  for (const row of rowOf) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      totals[columns[at]!]! += counts[at]!;
    }
  }
  // Between the errors of counts, which frequent classes decide, and those of shares, which rare ones do.
  const weights = totals.map((total, column) =>
    total === 0 ? 0 : (column > unlabeled ? PAIR_WEIGHT : 1) / Math.sqrt(total),
  );
  const units = {
    rowOf,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    counts: Int32Array.from(counts),
  };
  return { units, totals, weights };
}

/** Writes the label sets of each unit as text, equal for equal sets: ascending labels, separated by commas, and sets by semicolons. */
function labelSetsOf(samples: readonly Sample[], unitOf: Int32Array): string[] {
  const setsOf: string[][] = [];
  for (const [index, { labels }] of samples.entries()) {
    const labelSet = labels.length < 2 ? labels.join() : [...labels].sort((a, b) => a - b).join();
    const unit = unitOf[index]!;
    setsOf[unit] ??= [];
    setsOf[unit].push(labelSet);
  }
  return setsOf.map((sets) => (sets.length === 1 ? sets[0]! : sets.sort().join(';')));
}
