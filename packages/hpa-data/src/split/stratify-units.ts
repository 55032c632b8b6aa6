import type { SeededRandom } from '../seeded-random.js';
import { type Holdings, holdings } from './holdings.js';
import type { Balance, Units } from './units.js';

/** Partners that a unit tries to swap with per round of the local search. */
const SWAPS_TRIED = 16;

/** Rounds of the local search at most. */
const MAXIMUM_ROUNDS = 30;

/** A round that lowers the cost by a smaller share is the last. */
const MINIMUM_GAIN = 0.01;

/** Gains below this may be rounding errors, those of the cost of a lacking column too, and are worth no move. */
const ROUNDING = 1e-6;

/**
 * Distributes units over splits so that each split holds its share of every column, as near as a local search comes.
 *
 * Units of equal rows are exchangeable: each split first gets its share of them, rounded down. The others follow, large ones and those
 * with rare columns first, each to the split that lacks most of what it holds: iterative stratification. Then single units move and
 * pairs swap as long as that lowers the cost, the sum of the squares of what splits have too much or too little.
 *
 * @param given The split of each unit that is to stay where it is; -1 for all others.
 * @returns The split of each unit, and whether each split holds each required column.
 */
export function stratifyUnits(
  units: Units,
  {
    given,
    balance,
    random,
  }: { readonly given: Int32Array; readonly balance: Balance; readonly random: SeededRandom },
): { readonly splitOf: Int32Array; readonly covered: boolean } {
  const { rowOf } = units;
  const splitOf = given.slice();
  const held = holdings(units, balance);
  for (const [unit, split] of given.entries()) {
    if (split !== -1) {
      held.put(rowOf[unit]!, split);
    }
  }
  const free: number[] = [];
  for (const [row, alike] of unitsByRow(units, { given, random }).entries()) {
    let next = 0;
    for (const [split, share] of balance.shares.entries()) {
      // One less than its share: the search needs some that move.
      for (let left = Math.floor(share * alike.length) - 1; left > 0; left--) {
        splitOf[alike[next++]!] = split;
        held.put(row, split);
      }
    }
    for (const unit of alike.slice(next)) {
      free.push(unit);
    }
  }
  for (const unit of inPlacingOrder(free, { units, balance })) {
    const costs = balance.shares.map((_, split) => held.costOfPutting(rowOf[unit]!, split));
    const split = costs.indexOf(Math.min(...costs));
    splitOf[unit] = split;
    held.put(rowOf[unit]!, split);
  }
  improve(free, { rowOf, splitOf, held, splitCount: balance.shares.length, random });
  return { splitOf, covered: held.covered() };
}

/** Lists the units of each row that have no split, in random order. */
function unitsByRow(
  { rowOf, starts }: Units,
  { given, random }: { readonly given: Int32Array; readonly random: SeededRandom },
): (readonly number[])[] {
  const alike = Array.from({ length: starts.length - 1 }, (): number[] => []);
  for (const unit of random.shuffle([...given.keys()].filter((unit) => given[unit] === -1))) {
    alike[rowOf[unit]!]!.push(unit);
  }
  return alike;
}

/** Large units come first, as small ones fill what they leave; among units of one size, those with the rarest column. */
function inPlacingOrder(
  free: readonly number[],
  {
    units: { rowOf, starts, columns, counts },
    balance: { totals },
  }: { readonly units: Units; readonly balance: Balance },
): number[] {
  const keys = Array.from({ length: starts.length - 1 }, (_, row) => {
    let [size, rarest] = [0, Number.POSITIVE_INFINITY];
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      size = Math.max(size, counts[at]!);
      rarest = Math.min(rarest, totals[columns[at]!]!);
    }
    return { size, rarest };
  });
  const keyOf = (unit: number) => keys[rowOf[unit]!]!;
  return [...free].sort((a, b) => keyOf(b).size - keyOf(a).size || keyOf(a).rarest - keyOf(b).rarest);
}

interface Path {
  readonly from: number;
  readonly to: number;
}

/** Moves single units and swaps pairs until a round hardly lowers the cost. */
function improve(
  free: readonly number[],
  {
    rowOf,
    splitOf,
    held,
    splitCount,
    random,
  }: {
    readonly rowOf: Int32Array;
    readonly splitOf: Int32Array;
    readonly held: Holdings;
    readonly splitCount: number;
    readonly random: SeededRandom;
  },
): void {
  const move = (row: number, { from, to }: Path) => {
    held.take(row, from);
    held.put(row, to);
  };
  const costOfMoving = (row: number, { from, to }: Path) =>
    held.costOfTaking(row, from) + held.costOfPutting(row, to);
  const last = free.length - 1;

  let cost = held.cost();
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    for (const unit of free) {
      const row = rowOf[unit]!;
      for (let split = 0; split < splitCount; split++) {
        const mine = splitOf[unit]!;
        if (split !== mine && costOfMoving(row, { from: mine, to: split }) < -ROUNDING) {
          move(row, { from: mine, to: split });
          splitOf[unit] = split;
        }
      }
      for (let tried = 0; tried < SWAPS_TRIED; tried++) {
        const partner = free[random.integer([0, last])]!;
        const other = rowOf[partner]!;
        const mine = splitOf[unit]!;
        const theirs = splitOf[partner]!;
        if (mine === theirs || row === other) {
          continue;
        }
        const there = costOfMoving(row, { from: mine, to: theirs });
        move(row, { from: mine, to: theirs });
        if (there + costOfMoving(other, { from: theirs, to: mine }) < -ROUNDING) {
          move(other, { from: theirs, to: mine });
          splitOf[unit] = theirs;
          splitOf[partner] = mine;
        } else {
          move(row, { from: theirs, to: mine });
        }
      }
    }
    const now = held.cost();
    if (now > (1 - MINIMUM_GAIN) * cost) {
      return;
    }
    cost = now;
  }
}
