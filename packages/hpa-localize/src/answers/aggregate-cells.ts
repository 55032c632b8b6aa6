import { type Claiming, claimedClasses } from './claimed-classes.js';

/** What a model answers for several cells together, such as those of one image or of one antibody. */
export interface CellGroup {
  /** What the cells have in common; empty for those of which it is not known. */
  readonly name: string;
  /** How many cells there are. */
  readonly cells: number;
  /** The mean probability of each class over the cells. */
  readonly probabilities: readonly number[];
  /** The classes that the mean probabilities claim, as indices. */
  readonly claimed: readonly number[];
  /** The share of the cells that claim each class. */
  readonly shares: readonly number[];
  /**
   * How much the cells agree with the answer of the group, in [0, 1]: the mean over the cells of the classes that both claim, among
   * those that either does (Jaccard). Where a cell has one class, that is the share of the cells with the same answer.
   */
  readonly agreement: number;
}

/** Puts together what a model answers for the cells that have a name in common, by the first cell of each. */
export function aggregateCells(
  cells: readonly {
    /** What it has in common with others. */
    readonly name: string;
    /** The probability of each class. */
    readonly probabilities: readonly number[];
  }[],
  claiming: Claiming,
): readonly CellGroup[] {
  const rows = new Map<string, (readonly number[])[]>();
  for (const { name, probabilities } of cells) {
    const own = rows.get(name) ?? [];
    own.push(probabilities);
    rows.set(name, own);
  }
  return [...rows].map(([name, all]) => {
    const own = all.map((row) => claimedClasses(row, claiming));
    const classes = all[0]!.map((_, index) => index);
    const probabilities = classes.map((index) => mean(all.map((row) => row[index]!)));
    const claimed = claimedClasses(probabilities, claiming);
    return {
      name,
      cells: all.length,
      probabilities,
      claimed,
      shares: classes.map((index) => mean(own.map((each) => (each.includes(index) ? 1 : 0)))),
      agreement: mean(own.map((each) => jaccard(each, claimed))),
    };
  });
}

/** The share of what two sets have in common; two empty sets are the same. */
function jaccard(a: readonly number[], b: readonly number[]): number {
  const either = new Set([...a, ...b]);
  return either.size === 0 ? 1 : (a.length + b.length - either.size) / either.size;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
