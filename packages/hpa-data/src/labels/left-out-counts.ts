/**
 * Counts samples that a selection leaves out, by reason.
 *
 * @param reasons All reasons, in the order of the list.
 */
export function leftOutCounts<Reason extends string>(
  reasons: readonly Reason[],
): {
  /** Counts one sample. */
  add(reason: Reason): void;
  /** The reasons that left samples out, and how many. */
  list(): readonly { readonly reason: Reason; readonly rows: number }[];
} {
  const rows = new Map(reasons.map((reason) => [reason, 0]));
  return {
    add: (reason) => {
      rows.set(reason, rows.get(reason)! + 1);
    },
    list: () => [...rows].flatMap(([reason, count]) => (count > 0 ? [{ reason, rows: count }] : [])),
  };
}
