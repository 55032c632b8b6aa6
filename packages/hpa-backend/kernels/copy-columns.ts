/**
 * Copies `columns` columns from one matrix into another, each from a column of its own: concatenation and splitting along
 * the last axis. Threads take ranges of rows.
 */
export function copyColumns(
  from: usize,
  fromWidth: i32,
  fromColumn: i32,
  to: usize,
  toWidth: i32,
  toColumn: i32,
  columns: i32,
  rowBegin: i32,
  rowEnd: i32,
): void {
  let p = from + <usize>(rowBegin * fromWidth + fromColumn) * 4;
  let q = to + <usize>(rowBegin * toWidth + toColumn) * 4;
  for (let row = rowBegin; row < rowEnd; row++, p += <usize>fromWidth * 4, q += <usize>toWidth * 4) {
    memory.copy(q, p, <usize>columns * 4);
  }
}
