/**
 * C = A B for row-major A [m, k] with few rows and a large B [k, n]. Reads B once, in order, without packing it first.
 * Threads take ranges of the columns of C.
 */

import { multiplyAdd } from './multiply-add';

export function matMulSmall(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  begin: i32,
  end: i32,
): void {
  for (let i = 0; i < m; i++) {
    memory.fill(c + <usize>(i * n + begin) * 4, 0, <usize>(end - begin) * 4);
  }
  const step = <usize>k * 4;
  const out = <usize>n * 4;
  // 64 rows by up to 1024 columns of B stay in the second-level cache for all rows of A.
  for (let kBegin = 0; kBegin < k; kBegin += 64) {
    const kEnd = min(k, kBegin + 64);
    for (let blockBegin = begin; blockBegin < end; blockBegin += 1024) {
      const blockEnd = min(end, blockBegin + 1024);
      let i = 0;
      for (; i + 4 <= m; i += 4) {
        let j = blockBegin;
        for (; j + 8 <= blockEnd; j += 8) {
          tile4x8(
            a + <usize>i * step,
            b + <usize>j * 4,
            c + <usize>i * out + <usize>j * 4,
            step,
            out,
            kBegin,
            kEnd,
          );
        }
        for (; j < blockEnd; j++) {
          for (let r = i; r < i + 4; r++) {
            element(
              a + <usize>r * step,
              b + <usize>j * 4,
              c + <usize>r * out + <usize>j * 4,
              out,
              kBegin,
              kEnd,
            );
          }
        }
      }
      for (; i < m; i++) {
        let j = blockBegin;
        for (; j + 8 <= blockEnd; j += 8) {
          tile1x8(
            a + <usize>i * step,
            b + <usize>j * 4,
            c + <usize>i * out + <usize>j * 4,
            out,
            kBegin,
            kEnd,
          );
        }
        for (; j < blockEnd; j++) {
          element(
            a + <usize>i * step,
            b + <usize>j * 4,
            c + <usize>i * out + <usize>j * 4,
            out,
            kBegin,
            kEnd,
          );
        }
      }
    }
  }
}

// @inline
function tile4x8(a: usize, b: usize, c: usize, step: usize, out: usize, kBegin: i32, kEnd: i32): void {
  let a0 = v128.load(c);
  let b0 = v128.load(c, 16);
  let a1 = v128.load(c + out);
  let b1 = v128.load(c + out, 16);
  let a2 = v128.load(c + 2 * out);
  let b2 = v128.load(c + 2 * out, 16);
  let a3 = v128.load(c + 3 * out);
  let b3 = v128.load(c + 3 * out, 16);
  const end = a + <usize>kEnd * 4;
  for (let p = a + <usize>kBegin * 4, q = b + <usize>kBegin * out; p < end; p += 4, q += out) {
    const w0 = v128.load(q);
    const w1 = v128.load(q, 16);
    let s = v128.load32_splat(p);
    a0 = multiplyAdd(s, w0, a0);
    b0 = multiplyAdd(s, w1, b0);
    s = v128.load32_splat(p + step);
    a1 = multiplyAdd(s, w0, a1);
    b1 = multiplyAdd(s, w1, b1);
    s = v128.load32_splat(p + 2 * step);
    a2 = multiplyAdd(s, w0, a2);
    b2 = multiplyAdd(s, w1, b2);
    s = v128.load32_splat(p + 3 * step);
    a3 = multiplyAdd(s, w0, a3);
    b3 = multiplyAdd(s, w1, b3);
  }
  v128.store(c, a0);
  v128.store(c, b0, 16);
  v128.store(c + out, a1);
  v128.store(c + out, b1, 16);
  v128.store(c + 2 * out, a2);
  v128.store(c + 2 * out, b2, 16);
  v128.store(c + 3 * out, a3);
  v128.store(c + 3 * out, b3, 16);
}

function tile1x8(a: usize, b: usize, c: usize, out: usize, kBegin: i32, kEnd: i32): void {
  let a0 = v128.load(c);
  let b0 = v128.load(c, 16);
  for (let i = kBegin; i < kEnd; i++) {
    const s = v128.load32_splat(a + <usize>i * 4);
    const q = b + <usize>i * out;
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(q)));
    b0 = f32x4.add(b0, f32x4.mul(s, v128.load(q, 16)));
  }
  v128.store(c, a0);
  v128.store(c, b0, 16);
}

function element(a: usize, b: usize, c: usize, out: usize, kBegin: i32, kEnd: i32): void {
  let sum = load<f32>(c);
  for (let i = kBegin; i < kEnd; i++) {
    sum += load<f32>(a + <usize>i * 4) * load<f32>(b + <usize>i * out);
  }
  store<f32>(c, sum);
}
