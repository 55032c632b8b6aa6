import { type CellRow, claimedNames } from './cell-row.js';

/** What the table is ordered by, and in which direction. */
export interface Ordering {
  readonly by: 'id' | 'claimed' | 'probability' | 'correction';
  readonly descending: boolean;
}

/** The rows in whose id, locations or correction a text occurs, in any case of letters, in order. */
export function orderRows(
  rows: readonly CellRow[],
  {
    filter,
    ordering: { by, descending },
    classes,
  }: {
    readonly filter: string;
    readonly ordering: Ordering;
    readonly classes: readonly { readonly name: string }[];
  },
): CellRow[] {
  const text = filter.trim().toLowerCase();
  const words = (row: CellRow): Record<Ordering['by'], string | number> => ({
    id: row.cell.id,
    claimed: claimedNames(row, classes),
    probability: Math.max(-1, ...(row.scores?.probabilities ?? [])),
    correction: row.correction ?? '',
  });
  return rows
    .filter((row) => {
      const { id, claimed, correction } = words(row);
      return `${id}\n${claimed}\n${correction}`.toLowerCase().includes(text);
    })
    .sort((a, b) => {
      const [one, other] = [words(a)[by], words(b)[by]];
      const order =
        typeof one === 'number' && typeof other === 'number'
          ? one - other
          : String(one).localeCompare(String(other), 'en', { numeric: true });
      return descending ? -order : order;
    });
}
