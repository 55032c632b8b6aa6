/**
 * Tiles of a convolution: pixels by output channels whose sums stay in registers while weights stream past. `p` holds the addresses of
 * the pixels under each tap, `out` where their sums go. A tile starts from the target if `start` is 0, from zero if it is 1, and otherwise
 * from the bias at that address.
 */

import { atLeast } from './clamp';
import { loadLanes, storeLanes } from './lanes';
import { multiplyAdd } from './multiply-add';

/** Pixels in a block: tiles of two, four and six fill it. */
export const PIXELS = 24;

export function tile2x16(
  p: usize,
  packed: usize,
  tapBytes: usize,
  taps: usize,
  tapBegin: i32,
  tapEnd: i32,
  depth: i32,
  out: usize,
  offset: usize,
  start: usize,
  clamp: bool,
): void {
  const y0 = load<usize>(out, 12) + offset;
  const y1 = load<usize>(out, 28) + offset;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  if (start === 0) {
    a0 = v128.load(y0);
    a1 = v128.load(y0, 16);
    a2 = v128.load(y0, 32);
    a3 = v128.load(y0, 48);
    b0 = v128.load(y1);
    b1 = v128.load(y1, 16);
    b2 = v128.load(y1, 32);
    b3 = v128.load(y1, 48);
  } else if (start !== 1) {
    b0 = a0 = v128.load(start);
    b1 = a1 = v128.load(start, 16);
    b2 = a2 = v128.load(start, 32);
    b3 = a3 = v128.load(start, 48);
  }
  for (let tap = tapBegin; tap < tapEnd; tap++, p += PIXELS * 4) {
    let p0 = load<usize>(p);
    let p1 = load<usize>(p, 4);
    let q = packed + <usize>load<i32>(taps + <usize>tap * 12, 8) * tapBytes;
    for (const stop = p0 + <usize>depth * 4; p0 < stop; p0 += 4, p1 += 4, q += 64) {
      const w0 = v128.load(q);
      const w1 = v128.load(q, 16);
      const w2 = v128.load(q, 32);
      const w3 = v128.load(q, 48);
      let s = v128.load32_splat(p0);
      a0 = multiplyAdd(s, w0, a0);
      a1 = multiplyAdd(s, w1, a1);
      a2 = multiplyAdd(s, w2, a2);
      a3 = multiplyAdd(s, w3, a3);
      s = v128.load32_splat(p1);
      b0 = multiplyAdd(s, w0, b0);
      b1 = multiplyAdd(s, w1, b1);
      b2 = multiplyAdd(s, w2, b2);
      b3 = multiplyAdd(s, w3, b3);
    }
  }
  if (clamp) {
    const zero = f32x4.splat(0);
    a0 = atLeast(a0, zero);
    a1 = atLeast(a1, zero);
    a2 = atLeast(a2, zero);
    a3 = atLeast(a3, zero);
    b0 = atLeast(b0, zero);
    b1 = atLeast(b1, zero);
    b2 = atLeast(b2, zero);
    b3 = atLeast(b3, zero);
  }
  v128.store(y0, a0);
  v128.store(y0, a1, 16);
  v128.store(y0, a2, 32);
  v128.store(y0, a3, 48);
  v128.store(y1, b0);
  v128.store(y1, b1, 16);
  v128.store(y1, b2, 32);
  v128.store(y1, b3, 48);
}

export function tile4x8(
  p: usize,
  packed: usize,
  tapBytes: usize,
  taps: usize,
  tapBegin: i32,
  tapEnd: i32,
  depth: i32,
  out: usize,
  offset: usize,
  start: usize,
  clamp: bool,
): void {
  const y0 = load<usize>(out, 12) + offset;
  const y1 = load<usize>(out, 28) + offset;
  const y2 = load<usize>(out, 44) + offset;
  const y3 = load<usize>(out, 60) + offset;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  if (start === 0) {
    a0 = v128.load(y0);
    a1 = v128.load(y0, 16);
    b0 = v128.load(y1);
    b1 = v128.load(y1, 16);
    c0 = v128.load(y2);
    c1 = v128.load(y2, 16);
    d0 = v128.load(y3);
    d1 = v128.load(y3, 16);
  } else if (start !== 1) {
    d0 = c0 = b0 = a0 = v128.load(start);
    d1 = c1 = b1 = a1 = v128.load(start, 16);
  }
  for (let tap = tapBegin; tap < tapEnd; tap++, p += PIXELS * 4) {
    let p0 = load<usize>(p);
    let p1 = load<usize>(p, 4);
    let p2 = load<usize>(p, 8);
    let p3 = load<usize>(p, 12);
    let q = packed + <usize>load<i32>(taps + <usize>tap * 12, 8) * tapBytes;
    for (const stop = p0 + <usize>depth * 4; p0 < stop; p0 += 4, p1 += 4, p2 += 4, p3 += 4, q += 32) {
      const w0 = v128.load(q);
      const w1 = v128.load(q, 16);
      let s = v128.load32_splat(p0);
      a0 = multiplyAdd(s, w0, a0);
      a1 = multiplyAdd(s, w1, a1);
      s = v128.load32_splat(p1);
      b0 = multiplyAdd(s, w0, b0);
      b1 = multiplyAdd(s, w1, b1);
      s = v128.load32_splat(p2);
      c0 = multiplyAdd(s, w0, c0);
      c1 = multiplyAdd(s, w1, c1);
      s = v128.load32_splat(p3);
      d0 = multiplyAdd(s, w0, d0);
      d1 = multiplyAdd(s, w1, d1);
    }
  }
  if (clamp) {
    const zero = f32x4.splat(0);
    a0 = atLeast(a0, zero);
    a1 = atLeast(a1, zero);
    b0 = atLeast(b0, zero);
    b1 = atLeast(b1, zero);
    c0 = atLeast(c0, zero);
    c1 = atLeast(c1, zero);
    d0 = atLeast(d0, zero);
    d1 = atLeast(d1, zero);
  }
  v128.store(y0, a0);
  v128.store(y0, a1, 16);
  v128.store(y1, b0);
  v128.store(y1, b1, 16);
  v128.store(y2, c0);
  v128.store(y2, c1, 16);
  v128.store(y3, d0);
  v128.store(y3, d1, 16);
}

/**
 * Eight of the channels of a block, whose rows have `rowBytes`. Twelve sums, two weights and the pixel fill the registers, which pays where
 * multiplying and adding needs no register between them.
 */
export function tile6x8(
  p: usize,
  packed: usize,
  tapBytes: usize,
  rowBytes: usize,
  taps: usize,
  tapBegin: i32,
  tapEnd: i32,
  depth: i32,
  out: usize,
  offset: usize,
  start: usize,
  clamp: bool,
): void {
  const y0 = load<usize>(out, 12) + offset;
  const y1 = load<usize>(out, 28) + offset;
  const y2 = load<usize>(out, 44) + offset;
  const y3 = load<usize>(out, 60) + offset;
  const y4 = load<usize>(out, 76) + offset;
  const y5 = load<usize>(out, 92) + offset;
  const zero = f32x4.splat(0);
  let a0 = zero;
  let a1 = zero;
  let b0 = zero;
  let b1 = zero;
  let c0 = zero;
  let c1 = zero;
  let d0 = zero;
  let d1 = zero;
  let e0 = zero;
  let e1 = zero;
  let f0 = zero;
  let f1 = zero;
  if (start === 0) {
    a0 = v128.load(y0);
    a1 = v128.load(y0, 16);
    b0 = v128.load(y1);
    b1 = v128.load(y1, 16);
    c0 = v128.load(y2);
    c1 = v128.load(y2, 16);
    d0 = v128.load(y3);
    d1 = v128.load(y3, 16);
    e0 = v128.load(y4);
    e1 = v128.load(y4, 16);
    f0 = v128.load(y5);
    f1 = v128.load(y5, 16);
  } else if (start !== 1) {
    a0 = b0 = c0 = d0 = e0 = f0 = v128.load(start);
    a1 = b1 = c1 = d1 = e1 = f1 = v128.load(start, 16);
  }
  for (let tap = tapBegin; tap < tapEnd; tap++, p += PIXELS * 4) {
    let p0 = load<usize>(p);
    let p1 = load<usize>(p, 4);
    let p2 = load<usize>(p, 8);
    let p3 = load<usize>(p, 12);
    let p4 = load<usize>(p, 16);
    let p5 = load<usize>(p, 20);
    let q = packed + <usize>load<i32>(taps + <usize>tap * 12, 8) * tapBytes;
    const stop = p0 + <usize>depth * 4;
    for (; p0 < stop; p0 += 4, p1 += 4, p2 += 4, p3 += 4, p4 += 4, p5 += 4, q += rowBytes) {
      const w0 = v128.load(q);
      const w1 = v128.load(q, 16);
      let s = v128.load32_splat(p0);
      a0 = multiplyAdd(s, w0, a0);
      a1 = multiplyAdd(s, w1, a1);
      s = v128.load32_splat(p1);
      b0 = multiplyAdd(s, w0, b0);
      b1 = multiplyAdd(s, w1, b1);
      s = v128.load32_splat(p2);
      c0 = multiplyAdd(s, w0, c0);
      c1 = multiplyAdd(s, w1, c1);
      s = v128.load32_splat(p3);
      d0 = multiplyAdd(s, w0, d0);
      d1 = multiplyAdd(s, w1, d1);
      s = v128.load32_splat(p4);
      e0 = multiplyAdd(s, w0, e0);
      e1 = multiplyAdd(s, w1, e1);
      s = v128.load32_splat(p5);
      f0 = multiplyAdd(s, w0, f0);
      f1 = multiplyAdd(s, w1, f1);
    }
  }
  if (clamp) {
    a0 = atLeast(a0, zero);
    a1 = atLeast(a1, zero);
    b0 = atLeast(b0, zero);
    b1 = atLeast(b1, zero);
    c0 = atLeast(c0, zero);
    c1 = atLeast(c1, zero);
    d0 = atLeast(d0, zero);
    d1 = atLeast(d1, zero);
    e0 = atLeast(e0, zero);
    e1 = atLeast(e1, zero);
    f0 = atLeast(f0, zero);
    f1 = atLeast(f1, zero);
  }
  v128.store(y0, a0);
  v128.store(y0, a1, 16);
  v128.store(y1, b0);
  v128.store(y1, b1, 16);
  v128.store(y2, c0);
  v128.store(y2, c1, 16);
  v128.store(y3, d0);
  v128.store(y3, d1, 16);
  v128.store(y4, e0);
  v128.store(y4, e1, 16);
  v128.store(y5, f0);
  v128.store(y5, f1, 16);
}

/**
 * The last block of channels, of which `lanes` exist. It is too narrow to fill a vector, so vectors run along the input
 * channels and their lanes are summed at the end.
 */
export function tile2x4(
  p: usize,
  packed: usize,
  tapBytes: usize,
  taps: usize,
  tapBegin: i32,
  tapEnd: i32,
  depth: i32,
  out: usize,
  offset: usize,
  start: usize,
  clamp: bool,
  lanes: i32,
): void {
  const y0 = load<usize>(out, 12) + offset;
  const y1 = load<usize>(out, 28) + offset;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let a = a0;
  let b = a0;
  if (start === 0) {
    a = loadLanes(y0, lanes);
    b = loadLanes(y1, lanes);
  } else if (start !== 1) {
    b = a = loadLanes(start, lanes);
  }
  for (let tap = tapBegin; tap < tapEnd; tap++, p += PIXELS * 4) {
    let p0 = load<usize>(p);
    let p1 = load<usize>(p, 4);
    let q = packed + <usize>load<i32>(taps + <usize>tap * 12, 8) * tapBytes;
    const stop = p0 + <usize>depth * 4;
    for (; p0 + 16 <= stop; p0 += 16, p1 += 16, q += 64) {
      const w0 = v128.load(q);
      const w1 = v128.load(q, 16);
      const w2 = v128.load(q, 32);
      const w3 = v128.load(q, 48);
      let x = v128.load(p0);
      a0 = multiplyAdd(x, w0, a0);
      a1 = multiplyAdd(x, w1, a1);
      a2 = multiplyAdd(x, w2, a2);
      a3 = multiplyAdd(x, w3, a3);
      x = v128.load(p1);
      b0 = multiplyAdd(x, w0, b0);
      b1 = multiplyAdd(x, w1, b1);
      b2 = multiplyAdd(x, w2, b2);
      b3 = multiplyAdd(x, w3, b3);
    }
    for (; p0 < stop; p0 += 4, p1 += 4, q += 16) {
      const w = v128.load(q);
      a = multiplyAdd(v128.load32_splat(p0), w, a);
      b = multiplyAdd(v128.load32_splat(p1), w, b);
    }
  }
  a = f32x4.add(a, sums(a0, a1, a2, a3));
  b = f32x4.add(b, sums(b0, b1, b2, b3));
  if (clamp) {
    a = atLeast(a, f32x4.splat(0));
    b = atLeast(b, f32x4.splat(0));
  }
  storeLanes(y0, a, lanes);
  storeLanes(y1, b, lanes);
}

/** Sums the lanes of each vector. */
// @inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}
