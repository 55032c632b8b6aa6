import type { Balance, Units } from './units.js';

/** Cost of a column that a split lacks: above what any move gains. */
const LACKING = 1e9;

/** What each split holds, and by how much the cost grows if a unit of a row is put in or taken out. */
export interface Holdings {
  put(row: number, split: number): void;
  take(row: number, split: number): void;
  costOfPutting(row: number, split: number): number;
  costOfTaking(row: number, split: number): number;
  cost(): number;
  /** Whether each split holds each required column. */
  covered(): boolean;
}

/** Nothing held yet, by as many splits as there are shares. */
export function holdings({ starts, columns, counts }: Units, balance: Balance): Holdings {
  const { shares, totals, weights, requiredColumns } = balance;
  const width = totals.length;
  const held = new Float64Array(shares.length * width);
  const wanted = held.map((_, cell) => shares[Math.floor(cell / width)]! * totals[cell % width]!);
  const lacking = () =>
    held.reduce((sum, count, cell) => sum + Number(cell % width < requiredColumns && count === 0), 0);
  return {
    put(row, split) {
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
        held[split * width + columns[at]!]! += counts[at]!;
      }
    },
    take(row, split) {
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
        held[split * width + columns[at]!]! -= counts[at]!;
      }
    },
    costOfPutting(row, split) {
      let cost = 0;
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
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
    costOfTaking(row, split) {
      let cost = 0;
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
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
