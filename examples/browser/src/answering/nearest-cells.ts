/** How many cells are named. */
const NAMED = 5;

/** The ids of the cells whose features are nearest to those of a cell, itself left out, the nearest first; at most five. */
export function nearestCells(
  id: string,
  features: ReadonlyMap<string, { readonly features: Float32Array }>,
): string[] {
  const own = features.get(id)?.features;
  if (own === undefined) {
    return [];
  }
  return [...features]
    .filter(([other]) => other !== id)
    .map(([other, { features: row }]) => ({
      other,
      distance: row.reduce((sum, value, at) => sum + (value - own[at]!) ** 2, 0),
    }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NAMED)
    .map(({ other }) => other);
}
