/** The rows of a matrix, divided into the blocks that kernels/channel-sums.ts sums. */
export interface RowBlocks {
  readonly rows: number;
  readonly blockRows: number;
  readonly blocks: number;
}

/** Divides rows into blocks: short enough for one to stay in the second-level cache while it is read twice, and enough for many threads. */
export function rowBlocks(rows: number): RowBlocks {
  const blockRows = Math.min(256, Math.max(32, Math.ceil(rows / 32)));
  return { rows, blockRows, blocks: Math.ceil(rows / blockRows) };
}
