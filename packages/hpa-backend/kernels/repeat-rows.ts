/**
 * out[i, :] = x[i / repeats, :] for rows of `length` elements: repeats each row, as a broadcast over axes in the middle does.
 * Threads take ranges of the rows of `out`.
 */
export function repeatRows(x: usize, out: usize, repeats: i32, length: i32, begin: i32, end: i32): void {
  const bytes = <usize>length * 4;
  for (let i = begin; i < end; i++) {
    const from = x + <usize>(i / repeats) * bytes;
    const to = out + <usize>i * bytes;
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      v128.store(to + at, v128.load(from + at));
    }
    for (; at < bytes; at += 4) {
      store<f32>(to + at, load<f32>(from + at));
    }
  }
}
