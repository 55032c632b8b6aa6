import { stringifyTable } from '../files/csv-table.js';
import type { EmbeddedCells } from './embedded-cells.js';

/** Cells that become text at once; the text of all of them may be more than a string can hold. */
const ROWS_AT_ONCE = 256;

/** Digits with which every number of single precision can be read back. */
const DIGITS = 9;

/**
 * Writes the table of features: id, group, label, predicted, where the cell lies on both maps, and its features f0, f1 and so on,
 * with as many digits as single precision has.
 */
export function featuresCsv(cells: EmbeddedCells): Uint8Array {
  const { ids, groups, labels, predicted, features, pca, umap } = cells;
  const { count, dimensions, values } = features;
  const names = Array.from({ length: dimensions }, (_, index) => `f${index}`);
  const header = ['id', 'group', 'label', 'predicted', 'umap_1', 'umap_2', 'pca_1', 'pca_2', ...names];
  const rowOf = (cell: number) => [
    ids[cell],
    groups[cell],
    labels[cell],
    predicted[cell],
    umap[2 * cell],
    umap[2 * cell + 1],
    pca.scores[cell * pca.components],
    // Features of one dimension have one component.
    pca.components > 1 ? pca.scores[cell * pca.components + 1] : 0,
    ...Array.from(values.subarray(cell * dimensions, (cell + 1) * dimensions), (value) =>
      Number(value.toPrecision(DIGITS)),
    ),
  ];
  const parts = [Buffer.from(stringifyTable([header]))];
  for (let first = 0; first < count; first += ROWS_AT_ONCE) {
    const length = Math.min(ROWS_AT_ONCE, count - first);
    const rows = Array.from({ length }, (_, row) => rowOf(first + row));
    parts.push(Buffer.from(stringifyTable(rows)));
  }
  return Buffer.concat(parts);
}

/** The rows of the table of neighbors: of each cell the nearest ones, from the nearest on, and their distances. */
export function neighborsTable(
  { ids, neighbors: { count, indices, distances } }: EmbeddedCells,
  { shown }: { readonly shown: number },
): (string | number)[][] {
  const ranks = Array.from({ length: Math.min(shown, count) }, (_, rank) => rank);
  const rows = ids.flatMap((id, cell) =>
    ranks.map((rank) => {
      const at = cell * count + rank;
      return [id, rank + 1, ids[indices[at]!]!, distances[at]!];
    }),
  );
  return [['id', 'rank', 'neighbor', 'distance'], ...rows];
}
