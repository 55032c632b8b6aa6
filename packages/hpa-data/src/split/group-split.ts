import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';

/** Options of {@link groupSplit}. */
export interface GroupSplitOptions {
  /** Share of each part, adding up to 1. */
  readonly shares: readonly number[];
  /** Number of classes. */
  readonly classCount: number;
  /** Source of the draw. */
  readonly random: SeededRandom;
  /** Names a class in messages. */
  readonly nameOf: (label: number) => string;
}

/** One group: how many samples it holds of each class, and last in all. */
interface Group {
  readonly name: string;
  readonly counts: readonly number[];
}

/** Where the groups are: part of each, none being -1, and how many samples of each class, and in all, every part holds. */
interface Allotment {
  readonly partOf: number[];
  readonly held: readonly number[][];
}

/** Partners that one group tries to trade places with in one round of the local search. */
const tradesTried = 32;

/** Gains below this, a ten-thousandth of a part squared, are not worth another round. */
const leastGain = 1e-8;

/**
 * Allots whole groups to parts, every class to every part, and the shares of classes and of samples near
 * those asked for.
 *
 * A complete backtracking search puts each class in each part; the other groups follow, largest first, each
 * to where it helps most; then single groups move and pairs trade places for as long as that brings the
 * shares nearer.
 *
 * @param samples In a fixed order, each with a group and distinct labels in [0, classCount).
 * @returns Index of the part, by position of the sample.
 * @throws Error where no assignment of whole groups puts every class in every part.
 */
export function groupSplit(
  samples: readonly Sample[],
  { shares, classCount, random, nameOf }: GroupSplitOptions,
): number[] {
  const groups = random.shuffle(groupsOf(samples, classCount));
  const allotment: Allotment = {
    partOf: groups.map(() => -1),
    held: shares.map(() => new Array<number>(classCount + 1).fill(0)),
  };
  requireEnoughGroups(groups, { parts: shares.length, classCount, nameOf });
  if (!cover(groups, allotment)) {
    throw new Error(
      `no assignment of the ${groups.length} groups puts every class in each of ${shares.length} parts: ` +
        'too many classes share too few groups',
    );
  }
  const cost = costOf({ shares, totals: addUp(groups) });
  placeRest(groups, { allotment, cost });
  improve(groups, { allotment, cost, random });

  const partOfName = new Map(groups.map(({ name }, index) => [name, allotment.partOf[index]!]));
  return samples.map(({ group }) => partOfName.get(group!)!);
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

function requireEnoughGroups(
  groups: readonly Group[],
  options: {
    readonly parts: number;
    readonly classCount: number;
    readonly nameOf: (label: number) => string;
  },
): void {
  if (groups.length < options.parts) {
    throw new Error(
      `there are ${groups.length} groups; ${options.parts} parts need at least ${options.parts}, as groups stay whole`,
    );
  }
  for (let label = 0; label < options.classCount; label++) {
    const holders = groups.filter(({ counts }) => counts[label]! > 0).length;
    if (holders < options.parts) {
      throw new Error(
        `${options.nameOf(label)} occurs in ${holders} ${holders === 1 ? 'group' : 'groups'}; ` +
          `it needs at least ${options.parts}, one for each part, as groups stay whole`,
      );
    }
  }
}

/**
 * Puts every class in every part, the pair of class and part with the fewest groups to choose from first;
 * complete.
 */
function cover(groups: readonly Group[], allotment: Allotment): boolean {
  const { partOf, held } = allotment;
  const free = groups.flatMap((_, index) => (partOf[index] === -1 ? [index] : []));
  let tightest: { readonly part: number; readonly candidates: readonly number[] } | undefined;
  for (const [part, ofPart] of held.entries()) {
    for (const [label, count] of ofPart.entries()) {
      if (count === 0) {
        const candidates = free.filter((index) => groups[index]!.counts[label]! > 0);
        if (tightest === undefined || candidates.length < tightest.candidates.length) {
          tightest = { part, candidates };
        }
      }
    }
  }
  if (tightest === undefined) {
    return true;
  }
  const { part, candidates } = tightest;
  return candidates.some((index) => {
    place(allotment, { index, group: groups[index]!, part });
    if (cover(groups, allotment)) {
      return true;
    }
    place(allotment, { index, group: groups[index]!, part: -1 });
    return false;
  });
}

function place(
  { partOf, held }: Allotment,
  { index, group, part }: { readonly index: number; readonly group: Group; readonly part: number },
): void {
  const from = held[partOf[index]!];
  const to = held[part];
  for (const [label, count] of group.counts.entries()) {
    if (from !== undefined) {
      from[label]! -= count;
    }
    if (to !== undefined) {
      to[label]! += count;
    }
  }
  partOf[index] = part;
}

type Cost = (held: readonly (readonly number[])[]) => number;

/**
 * Sum over parts of the squared errors of every class's share and of the share of all samples; infinite where
 * a part lacks a class, or everything.
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
    for (const [part, share] of shares.entries()) {
      for (const [column, total] of totals.entries()) {
        const count = held[part]![column]!;
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
  readonly allotment: Allotment;
  readonly cost: Cost;
}

/** Places the groups that covering left free, the largest first, each in the part where it costs least. */
function placeRest(groups: readonly Group[], { allotment, cost }: Search): void {
  const size = (index: number) => groups[index]!.counts.at(-1)!;
  const free = groups.flatMap((_, index) => (allotment.partOf[index] === -1 ? [index] : []));
  free.sort((a, b) => size(b) - size(a));
  for (const index of free) {
    const costs = allotment.held.map((_, part) => {
      place(allotment, { index, group: groups[index]!, part });
      return cost(allotment.held);
    });
    place(allotment, { index, group: groups[index]!, part: costs.indexOf(Math.min(...costs)) });
  }
}

/**
 * Moves single groups and trades pairs until a whole round finds nothing better; covering is never lost, as
 * that costs infinity.
 */
function improve(
  groups: readonly Group[],
  { allotment, cost, random }: Search & { readonly random: SeededRandom },
): void {
  const { partOf, held } = allotment;
  let best = cost(held);
  const keepIfBetter = (changes: readonly (readonly [index: number, part: number])[]): boolean => {
    const before = changes.map(([index]) => [index, partOf[index]!] as const);
    const apply = (moves: typeof changes) => {
      for (const [index, part] of moves) {
        place(allotment, { index, group: groups[index]!, part });
      }
    };
    apply(changes);
    const now = cost(held);
    if (now < best - leastGain) {
      best = now;
      return true;
    }
    apply(before);
    return false;
  };

  for (let improved = true; improved; ) {
    improved = false;
    for (const index of groups.keys()) {
      for (const part of held.keys()) {
        improved = (part !== partOf[index] && keepIfBetter([[index, part]])) || improved;
      }
      for (let tried = 0; tried < tradesTried; tried++) {
        const partner = random.integer([0, groups.length - 1]);
        const [mine, theirs] = [partOf[index]!, partOf[partner]!];
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
