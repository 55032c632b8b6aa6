import type { SeededRandom } from '../seeded-random.js';

/** Units to distribute, each as many as it holds of some columns: rows of a sparse matrix. */
export interface Units {
  /** Columns of unit u, ascending: `columns[starts[u]]` up to `columns[starts[u + 1]]`, without it. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  /** How much the unit holds of each, positive. */
  readonly counts: Int32Array;
}

/** How a distribution of units is judged. */
export interface Balance {
  readonly shares: readonly number[];
  /** What all units hold of each column. */
  readonly totals: Float64Array;
  /** Weight of each column's errors. */
  readonly weights: Float64Array;
  /** Number of columns, the first ones, that every split must hold. */
  readonly requiredColumns: number;
}

/** Partners that a unit tries to swap with per round of the local search. */
const SWAPS_TRIED = 16;

/** Rounds of the local search at most. */
const MAXIMUM_ROUNDS = 30;

/** A round that lowers the cost by a smaller share is the last. */
const MINIMUM_GAIN = 0.01;

/** Gains below this are rounding errors. */
const ROUNDING = 1e-9;

/** Cost of a column that a split lacks: above any sum of errors. */
const LACKING = 1e12;

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
  const splitOf = given.slice();
  const held = holdings(units, balance);
  for (const [unit, split] of given.entries()) {
    if (split !== -1) {
      held.put(unit, split);
    }
  }
  const free: FreeUnit[] = [];
  for (const [row, alike] of unitsByRow(units, { given, random }).entries()) {
    let next = 0;
    for (const [split, share] of balance.shares.entries()) {
      // One less than its share: the search needs some that move.
      for (let left = Math.floor(share * alike.length) - 1; left > 0; left--) {
        const unit = alike[next++]!;
        splitOf[unit] = split;
        held.put(unit, split);
      }
    }
    free.push(...alike.slice(next).map((unit) => ({ unit, row })));
  }
  for (const { unit } of inPlacingOrder(free, { units, balance })) {
    const costs = balance.shares.map((_, split) => held.costOfPutting(unit, split));
    const split = costs.indexOf(Math.min(...costs));
    splitOf[unit] = split;
    held.put(unit, split);
  }
  improve(free, { splitOf, held, splitCount: balance.shares.length, random });
  return { splitOf, covered: held.covered() };
}

/** A unit that the search may move, and the number of its row: swaps of equal rows change nothing. */
interface FreeUnit {
  readonly unit: number;
  readonly row: number;
}

/** Lists the units without a split by equal rows, those of one row in random order. */
function unitsByRow(
  { starts, columns, counts }: Units,
  { given, random }: { readonly given: Int32Array; readonly random: SeededRandom },
): (readonly number[])[] {
  const alike = new Map<string, number[]>();
  const order = random.shuffle([...given.keys()].filter((unit) => given[unit] === -1));
  for (const unit of order) {
    let row = '';
    for (let at = starts[unit]!; at < starts[unit + 1]!; at++) {
      row += `${columns[at]}:${counts[at]} `;
    }
    const members = alike.get(row);
    if (members === undefined) {
      alike.set(row, [unit]);
    } else {
      members.push(unit);
    }
  }
  return [...alike.values()];
}

/** Large units come first, as small ones fill what they leave; among units of one size, those with the rarest column. */
function inPlacingOrder(
  free: readonly FreeUnit[],
  { units: { starts, columns, counts }, balance }: { readonly units: Units; readonly balance: Balance },
): FreeUnit[] {
  const keyed = free.map((each, order) => {
    let [size, rarest] = [0, Number.POSITIVE_INFINITY];
    for (let at = starts[each.unit]!; at < starts[each.unit + 1]!; at++) {
      size = Math.max(size, counts[at]!);
      rarest = Math.min(rarest, balance.totals[columns[at]!]!);
    }
    return { each, order, size, rarest };
  });
  keyed.sort((a, b) => b.size - a.size || a.rarest - b.rarest || a.order - b.order);
  return keyed.map(({ each }) => each);
}

/** What each split holds, and by how much a change makes the cost grow. */
interface Holdings {
  put(unit: number, split: number): void;
  take(unit: number, split: number): void;
  costOfPutting(unit: number, split: number): number;
  costOfTaking(unit: number, split: number): number;
  cost(): number;
  /** Whether each split holds each required column. */
  covered(): boolean;
}

function holdings({ starts, columns, counts }: Units, balance: Balance): Holdings {
  const { shares, totals, weights, requiredColumns } = balance;
  const width = totals.length;
  const held = new Float64Array(shares.length * width);
  const wanted = held.map((_, cell) => shares[Math.floor(cell / width)]! * totals[cell % width]!);
  const lacking = () =>
    held.reduce((sum, count, cell) => sum + Number(cell % width < requiredColumns && count === 0), 0);
  return {
    put(unit, split) {
      for (let at = starts[unit]!; at < starts[unit + 1]!; at++) {
        held[split * width + columns[at]!]! += counts[at]!;
      }
    },
    take(unit, split) {
      for (let at = starts[unit]!; at < starts[unit + 1]!; at++) {
        held[split * width + columns[at]!]! -= counts[at]!;
      }
    },
    costOfPutting(unit, split) {
      let cost = 0;
      for (let at = starts[unit]!; at < starts[unit + 1]!; at++) {
        const column = columns[at]!;
        const count = counts[at]!;
        const cell = split * width + column;
        cost += weights[column]! * count * (count + 2 * (held[cell]! - wanted[cell]!));
        if (held[cell] === 0 && column < requiredColumns) {
          cost -= LACKING;
        }
      }
      return cost;
    },
    costOfTaking(unit, split) {
      let cost = 0;
      for (let at = starts[unit]!; at < starts[unit + 1]!; at++) {
        const column = columns[at]!;
        const count = counts[at]!;
        const cell = split * width + column;
        cost += weights[column]! * count * (count - 2 * (held[cell]! - wanted[cell]!));
        if (held[cell] === count && column < requiredColumns) {
          cost += LACKING;
        }
      }
      return cost;
    },
    cost: () =>
      held.reduce(
        (sum, count, cell) => sum + weights[cell % width]! * (count - wanted[cell]!) ** 2,
        LACKING * lacking(),
      ),
    covered: () => lacking() === 0,
  };
}

/** Moves single units and swaps pairs until a round hardly lowers the cost. */
function improve(
  free: readonly FreeUnit[],
  {
    splitOf,
    held,
    splitCount,
    random,
  }: {
    readonly splitOf: Int32Array;
    readonly held: Holdings;
    readonly splitCount: number;
    readonly random: SeededRandom;
  },
): void {
  const move = (unit: number, split: number) => {
    held.take(unit, splitOf[unit]!);
    held.put(unit, split);
    splitOf[unit] = split;
  };
  const costOfMoving = (unit: number, split: number) =>
    held.costOfTaking(unit, splitOf[unit]!) + held.costOfPutting(unit, split);
  const last = free.length - 1;

  let cost = held.cost();
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    for (const { unit, row } of free) {
      for (let split = 0; split < splitCount; split++) {
        if (split !== splitOf[unit] && costOfMoving(unit, split) < -ROUNDING) {
          move(unit, split);
        }
      }
      for (let tried = 0; tried < SWAPS_TRIED; tried++) {
        const partner = free[random.integer([0, last])]!;
        const [mine, theirs] = [splitOf[unit]!, splitOf[partner.unit]!];
        if (mine === theirs || row === partner.row) {
          continue;
        }
        const there = costOfMoving(unit, theirs);
        move(unit, theirs);
        if (there + costOfMoving(partner.unit, mine) < -ROUNDING) {
          move(partner.unit, mine);
        } else {
          move(unit, mine);
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
