/**
 * C = A B^T for row-major A [m, k] and B [n, k]. Both are read along their rows; a tile of 4 rows of A by 2 of B keeps eight
 * vector sums in registers. Threads take ranges of the rows of B, the longer side in the input gradient of a wide dense layer.
 */

import { multiplyAdd } from './multiply-add';

export function matMulTransposed(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  begin: i32,
  end: i32,
): void {
  const step = <usize>k * 4;
  let j = begin;
  for (; j + 2 <= end; j += 2) {
    const rowB = b + <usize>j * step;
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      tile4x2(a + <usize>i * step, rowB, c + <usize>(i * n + j) * 4, n, k);
    }
    for (; i < m; i++) {
      store<f32>(c + <usize>(i * n + j) * 4, dot(a + <usize>i * step, rowB, k));
      store<f32>(c + <usize>(i * n + j + 1) * 4, dot(a + <usize>i * step, rowB + step, k));
    }
  }
  for (; j < end; j++) {
    for (let i = 0; i < m; i++) {
      store<f32>(c + <usize>(i * n + j) * 4, dot(a + <usize>i * step, b + <usize>j * step, k));
    }
  }
}

// @inline
function tile4x2(a: usize, b: usize, c: usize, n: i32, k: i32): void {
  const step = <usize>k * 4;
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  const vectorEnd = a + <usize>(k & ~3) * 4;
  let p = a;
  let q = b;
  for (; p < vectorEnd; p += 16, q += 16) {
    const b0 = v128.load(q);
    const b1 = v128.load(q + step);
    let row = v128.load(p);
    s00 = multiplyAdd(row, b0, s00);
    s01 = multiplyAdd(row, b1, s01);
    row = v128.load(p + step);
    s10 = multiplyAdd(row, b0, s10);
    s11 = multiplyAdd(row, b1, s11);
    row = v128.load(p + 2 * step);
    s20 = multiplyAdd(row, b0, s20);
    s21 = multiplyAdd(row, b1, s21);
    row = v128.load(p + 3 * step);
    s30 = multiplyAdd(row, b0, s30);
    s31 = multiplyAdd(row, b1, s31);
  }
  let r00 = lanes(s00);
  let r01 = lanes(s01);
  let r10 = lanes(s10);
  let r11 = lanes(s11);
  let r20 = lanes(s20);
  let r21 = lanes(s21);
  let r30 = lanes(s30);
  let r31 = lanes(s31);
  for (const end = a + step; p < end; p += 4, q += 4) {
    const b0 = load<f32>(q);
    const b1 = load<f32>(q + step);
    r00 += load<f32>(p) * b0;
    r01 += load<f32>(p) * b1;
    r10 += load<f32>(p + step) * b0;
    r11 += load<f32>(p + step) * b1;
    r20 += load<f32>(p + 2 * step) * b0;
    r21 += load<f32>(p + 2 * step) * b1;
    r30 += load<f32>(p + 3 * step) * b0;
    r31 += load<f32>(p + 3 * step) * b1;
  }
  const out = <usize>n * 4;
  store<f32>(c, r00);
  store<f32>(c, r01, 4);
  store<f32>(c + out, r10);
  store<f32>(c + out, r11, 4);
  store<f32>(c + 2 * out, r20);
  store<f32>(c + 2 * out, r21, 4);
  store<f32>(c + 3 * out, r30);
  store<f32>(c + 3 * out, r31, 4);
}

function dot(a: usize, b: usize, k: i32): f32 {
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= k; i += 4) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + <usize>i * 4), v128.load(b + <usize>i * 4)));
  }
  let total = lanes(sum);
  for (; i < k; i++) {
    total += load<f32>(a + <usize>i * 4) * load<f32>(b + <usize>i * 4);
  }
  return total;
}

// @inline
function lanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
