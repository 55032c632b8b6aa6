/**
 * Copies `columns` columns of one matrix to another, for concatenation and splitting along the last axis. Threads take ranges
 * of rows.
 */
export function copyColumns(
  from: usize,
  fromWidth: i32,
  fromColumn: i32,
  to: usize,
  toWidth: i32,
  toColumn: i32,
  columns: i32,
  begin: i32,
  end: i32,
): void {
  let p = from + <usize>(begin * fromWidth + fromColumn) * 4;
  let q = to + <usize>(begin * toWidth + toColumn) * 4;
  for (let row = begin; row < end; row++, p += <usize>fromWidth * 4, q += <usize>toWidth * 4) {
    memory.copy(q, p, <usize>columns * 4);
  }
}
