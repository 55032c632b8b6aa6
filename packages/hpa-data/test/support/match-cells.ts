/** How well the cells that were found match the true ones. */
export interface CellMatches {
  /** Number of true cells. */
  readonly cells: number;
  /** Intersection over union of the matched cells, the mean; NaN if there are none. */
  readonly meanIou: number;
  /** True cells without a match, in ascending order. */
  readonly missed: readonly number[];
  /** True cells whose nucleus lies for the most part in one region with another's, in ascending order. */
  readonly merged: readonly number[];
  /** Found regions without a match, in ascending order. */
  readonly extra: readonly number[];
  /** Share of the true cells that are missed, merged or both. */
  readonly lost: number;
}

/** Cells match if their intersection is more than this share of their union: then each has one match at most. */
const MINIMUM_IOU = 0.5;

/**
 * Matches the regions of two label masks of one size. 0 is the background of all three.
 *
 * A cell and a region match if their intersection over union is above 0.5. A region merges two cells if it covers more than half of
 * the nuclei of both.
 */
export function matchCells({
  truth,
  nuclei,
  found,
}: {
  readonly truth: ArrayLike<number>;
  readonly nuclei: ArrayLike<number>;
  readonly found: ArrayLike<number>;
}): CellMatches {
  const cellAreas = areasOf(truth);
  const regionAreas = areasOf(found);
  const nucleusAreas = areasOf(nuclei);
  const ious = [...overlaps(truth, found)]
    .map(({ a: cell, b: region, area }) => ({
      cell,
      region,
      iou: area / (cellAreas.get(cell)! + regionAreas.get(region)! - area),
    }))
    .filter(({ iou }) => iou > MINIMUM_IOU);
  const matchedCells = new Set(ious.map(({ cell }) => cell));
  const matchedRegions = new Set(ious.map(({ region }) => region));
  const covered = [...overlaps(nuclei, found)].filter(({ a, area }) => area > nucleusAreas.get(a)! / 2);
  const merged = covered
    .filter(({ a, b }) => covered.some((other) => other.b === b && other.a !== a))
    .map(({ a }) => a)
    .sort((a, b) => a - b);
  const missed = [...cellAreas.keys()].filter((cell) => !matchedCells.has(cell)).sort((a, b) => a - b);
  return {
    cells: cellAreas.size,
    meanIou: ious.reduce((sum, { iou }) => sum + iou, 0) / ious.length,
    missed,
    merged,
    extra: [...regionAreas.keys()].filter((region) => !matchedRegions.has(region)).sort((a, b) => a - b),
    lost: new Set([...missed, ...merged]).size / cellAreas.size,
  };
}

/** Pixels of each label but 0. */
function areasOf(labels: ArrayLike<number>): Map<number, number> {
  const areas = new Map<number, number>();
  for (const label of Array.from(labels)) {
    if (label !== 0) {
      areas.set(label, (areas.get(label) ?? 0) + 1);
    }
  }
  return areas;
}

/** Pixels that a label of one mask shares with a label of another, for all pairs that share one. */
function overlaps(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): Iterable<{ readonly a: number; readonly b: number; readonly area: number }> {
  const pairs = new Map<string, { readonly a: number; readonly b: number; area: number }>();
  for (const [at, a] of Array.from(first).entries()) {
    const b = second[at]!;
    if (a !== 0 && b !== 0) {
      const pair = pairs.get(`${a} ${b}`) ?? { a, b, area: 0 };
      pair.area++;
      pairs.set(`${a} ${b}`, pair);
    }
  }
  return pairs.values();
}
