/** The rows of a matrix, in the blocks that kernels/channel-sums.ts sums them in. */
export interface RowBlocks {
  readonly rows: number;
  readonly blockRows: number;
  readonly blocks: number;
}

/** As many rows as the first-level cache holds 16 channels of, and few enough that there are blocks for many threads. */
export function rowBlocks(rows: number): RowBlocks {
  const blockRows = Math.min(256, Math.max(32, Math.ceil(rows / 32)));
  return { rows, blockRows, blocks: Math.ceil(rows / blockRows) };
}
