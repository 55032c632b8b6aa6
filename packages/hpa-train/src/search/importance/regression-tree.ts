import type { SeededRandom } from '../../seeded-random.js';
import type { Box, Side } from './box.js';

/** A leaf of a regression tree: the part of the cube that it covers, and the mean of the values there. */
export interface Leaf {
  readonly box: Box;
  readonly mean: number;
}

/** A point of the cube with its value. */
export interface Row {
  /** By axis: a number in [0, 1], or the index of a category. */
  readonly at: readonly number[];
  readonly value: number;
}

interface Split {
  readonly axis: number;
  readonly sides: readonly [Side, Side];
  readonly parts: readonly [readonly Row[], readonly Row[]];
  readonly error: number;
}

/** No leaf holds fewer. */
const MINIMUM_ROWS = 2;

/**
 * Grows a regression tree (Breiman et al., 1984): every split makes the sum of squared errors as small as it can on two thirds of the axes,
 * drawn anew at each.
 */
export function growTree(
  rows: readonly Row[],
  { box, random }: { readonly box: Box; readonly random: SeededRandom },
): Leaf[] {
  const mean = rows.reduce((sum, { value }) => sum + value, 0) / rows.length;
  const axes = drawAxes(box.length, random);
  const splits = axes.flatMap((axis) => bestSplit(rows, { axis, side: box[axis]! }));
  if (splits.length === 0 || rows.every(({ value }) => value === rows[0]!.value)) {
    return [{ box, mean }];
  }
  const { axis, sides, parts } = splits.reduce((best, each) => (each.error < best.error ? each : best));
  return [0, 1].flatMap((part) =>
    growTree(parts[part]!, { box: box.map((side, index) => (index === axis ? sides[part]! : side)), random }),
  );
}

function drawAxes(count: number, random: SeededRandom): number[] {
  const axes = Array.from({ length: count }, (_, axis) => ({ axis, order: random.uniform() }));
  axes.sort((a, b) => a.order - b.order);
  return axes.slice(0, Math.ceil((2 * count) / 3)).map(({ axis }) => axis);
}

/** The best split of an axis; none if its rows cannot be parted. */
function bestSplit(
  rows: readonly Row[],
  { axis, side }: { readonly axis: number; readonly side: Side },
): Split[] {
  const keys = side.kind === 'interval' ? null : categoryMeans(rows, axis);
  const keyOf = ({ at }: Row): number => keys?.get(at[axis]!) ?? at[axis]!;
  const sorted = [...rows].sort((a, b) => keyOf(a) - keyOf(b) || a.at[axis]! - b.at[axis]!);
  const place = (row: Row): number => row.at[axis]!;
  let best: { readonly count: number; readonly error: number } | null = null;
  const total = sumsOf(sorted);
  let left = { count: 0, sum: 0, squares: 0 };
  for (const [index, row] of sorted.slice(0, -1).entries()) {
    left = { count: index + 1, sum: left.sum + row.value, squares: left.squares + row.value ** 2 };
    const right = {
      count: total.count - left.count,
      sum: total.sum - left.sum,
      squares: total.squares - left.squares,
    };
    const error = errorOf(left) + errorOf(right);
    const parts = left.count >= MINIMUM_ROWS && right.count >= MINIMUM_ROWS;
    if (parts && place(row) !== place(sorted[index + 1]!) && (best === null || error < best.error)) {
      best = { count: left.count, error };
    }
  }
  if (best === null) {
    return [];
  }
  const parts = [sorted.slice(0, best.count), sorted.slice(best.count)] as const;
  return [{ axis, parts, error: best.error, sides: partSide(side, parts, axis) }];
}

function partSide(side: Side, [lower, upper]: Split['parts'], axis: number): Split['sides'] {
  if (side.kind === 'interval') {
    const middle = (lower.at(-1)!.at[axis]! + upper[0]!.at[axis]!) / 2;
    return [
      { ...side, high: middle },
      { ...side, low: middle },
    ];
  }
  // Categories that no row has stay with the lower part.
  const above = new Set(upper.map(({ at }) => at[axis]!));
  return [
    { ...side, members: new Set([...side.members].filter((member) => !above.has(member))) },
    { ...side, members: above },
  ];
}

/** The mean value of each category: in that order, the best of all parts is a prefix (Fisher, 1958). */
function categoryMeans(rows: readonly Row[], axis: number): ReadonlyMap<number, number> {
  const groups = new Map<number, number[]>();
  for (const { at, value } of rows) {
    groups.set(at[axis]!, [...(groups.get(at[axis]!) ?? []), value]);
  }
  return new Map(
    [...groups].map(([category, values]) => [
      category,
      values.reduce((sum, each) => sum + each, 0) / values.length,
    ]),
  );
}

interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

function sumsOf(rows: readonly Row[]): Sums {
  return rows.reduce(
    ({ count, sum, squares }, { value }) => ({
      count: count + 1,
      sum: sum + value,
      squares: squares + value ** 2,
    }),
    { count: 0, sum: 0, squares: 0 },
  );
}

function errorOf({ count, sum, squares }: Sums): number {
  return squares - sum ** 2 / count;
}
