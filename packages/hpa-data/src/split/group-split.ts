import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';
import { coverWithGroups, requireEnoughGroups } from './cover-with-groups.js';

/** One group: how many samples it holds per class and, last, in all. */
interface Group {
  readonly name: string;
  readonly counts: readonly number[];
}

/** An assignment of groups to splits, complete or partial. */
interface Assignment {
  /** The split of each group; -1 if it has none yet. */
  readonly splitOf: number[];
  /** How many samples each split holds per class and, last, in all. */
  readonly held: readonly number[][];
}

/** Partners that a group tries to swap with per round of the local search. */
const SWAPS_TRIED = 32;

/** Rounds of the local search at most; it has hardly ever needed ten. */
const MAXIMUM_ROUNDS = 100;

/** Gains below this, (a ten-thousandth of a split)^2, do not justify another round. */
const MINIMUM_GAIN = 1e-8;

/**
 * Assigns whole groups to splits: every class occurs in every split, and the shares of classes and of samples are near
 * the requested ones.
 *
 * `coverClasses` puts each class in each split, or says that none is possible or found. The remaining groups follow, largest first, each where
 * it helps most. Then single groups move and pairs swap as long as that brings the shares closer.
 *
 * @param samples In a fixed order, each with a group and distinct labels in [0, classCount).
 * @returns The index of the split, by position of the sample.
 * @throws Error if no assignment of whole groups puts every class in every split, or none is found within a bounded number of steps.
 */
export function groupSplit(
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
  const groups = random.shuffle(groupsOf(samples, classCount));
  const assignment: Assignment = {
    splitOf: groups.map(() => -1),
    held: shares.map(() => new Array<number>(classCount + 1).fill(0)),
  };
  const holds = groups.map(({ counts }) => counts.flatMap((count, column) => (count > 0 ? [column] : [])));
  const options = { splitCount: shares.length, classCount, nameOf };
  requireEnoughGroups(holds, options);
  for (const [index, split] of coverWithGroups(holds, { ...options, random }).entries()) {
    if (split !== -1) {
      place(assignment, { index, group: groups[index]!, split });
    }
  }
  const cost = costOf({ shares, totals: addUp(groups) });
  placeRest(groups, { assignment, cost });
  improve(groups, { assignment, cost, random });

  const splitOfName = new Map(groups.map(({ name }, index) => [name, assignment.splitOf[index]!]));
  return samples.map(({ group }) => splitOfName.get(group!)!);
}

function groupsOf(samples: readonly Sample[], classCount: number): Group[] {
  const counts = new Map<string, number[]>();
  for (const { group, labels } of samples) {
    const own = counts.get(group!) ?? new Array<number>(classCount + 1).fill(0);
    for (const label of labels) {
      own[label]!++;
    }
    own[classCount]!++;
    counts.set(group!, own);
  }
  return [...counts].map(([name, own]) => ({ name, counts: own }));
}

function addUp(groups: readonly Group[]): number[] {
  return groups[0]!.counts.map((_, column) =>
    groups.reduce((total, { counts }) => total + counts[column]!, 0),
  );
}

function place(
  { splitOf, held }: Assignment,
  { index, group, split }: { readonly index: number; readonly group: Group; readonly split: number },
): void {
  const from = held[splitOf[index]!];
  const to = held[split];
  for (const [label, count] of group.counts.entries()) {
    if (from !== undefined) {
      from[label]! -= count;
    }
    if (to !== undefined) {
      to[label]! += count;
    }
  }
  splitOf[index] = split;
}

type Cost = (held: readonly (readonly number[])[]) => number;

/**
 * Sums, over splits, the squared errors of the share of every class and of all samples. The cost is infinite if a split
 * lacks a class or is empty.
 */
function costOf({
  shares,
  totals,
}: {
  readonly shares: readonly number[];
  readonly totals: readonly number[];
}): Cost {
  return (held) => {
    let cost = 0;
    for (const [split, share] of shares.entries()) {
      for (const [column, total] of totals.entries()) {
        const count = held[split]![column]!;
        if (count === 0) {
          return Number.POSITIVE_INFINITY;
        }
        cost += (count / total - share) ** 2;
      }
    }
    return cost;
  };
}

interface Search {
  readonly assignment: Assignment;
  readonly cost: Cost;
}

/** Places the groups that the search left unassigned, largest first, each in the split where the cost is lowest. */
function placeRest(groups: readonly Group[], { assignment, cost }: Search): void {
  const size = (index: number) => groups[index]!.counts.at(-1)!;
  const free = groups.flatMap((_, index) => (assignment.splitOf[index] === -1 ? [index] : []));
  free.sort((a, b) => size(b) - size(a));
  for (const index of free) {
    const costs = assignment.held.map((_, split) => {
      place(assignment, { index, group: groups[index]!, split });
      return cost(assignment.held);
    });
    place(assignment, { index, group: groups[index]!, split: costs.indexOf(Math.min(...costs)) });
  }
}

/**
 * Moves single groups and swaps pairs until a full round finds no improvement. No split loses a class, as that costs
 * infinity.
 */
function improve(
  groups: readonly Group[],
  { assignment, cost, random }: Search & { readonly random: SeededRandom },
): void {
  const { splitOf, held } = assignment;
  let best = cost(held);
  const keepIfBetter = (changes: readonly (readonly [index: number, split: number])[]): boolean => {
    const before = changes.map(([index]) => [index, splitOf[index]!] as const);
    const apply = (moves: typeof changes) => {
      for (const [index, split] of moves) {
        place(assignment, { index, group: groups[index]!, split });
      }
    };
    apply(changes);
    const now = cost(held);
    if (now < best - MINIMUM_GAIN) {
      best = now;
      return true;
    }
    apply(before);
    return false;
  };

  for (let [round, improved] = [0, true]; improved && round < MAXIMUM_ROUNDS; round++) {
    improved = false;
    for (const index of groups.keys()) {
      for (const split of held.keys()) {
        improved = (split !== splitOf[index] && keepIfBetter([[index, split]])) || improved;
      }
      for (let tried = 0; tried < SWAPS_TRIED; tried++) {
        const partner = random.integer([0, groups.length - 1]);
        const [mine, theirs] = [splitOf[index]!, splitOf[partner]!];
        improved =
          (mine !== theirs &&
            keepIfBetter([
              [index, theirs],
              [partner, mine],
            ])) ||
          improved;
      }
    }
  }
}
