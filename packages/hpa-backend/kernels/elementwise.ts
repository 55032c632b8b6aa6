/** Element-wise maps over float32, one pass each. Threads take ranges of elements that begin at multiples of four, or of rows. */
import { atLeast, atMost } from './clamp';

/** out = a + b. */
export function addVectors(a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    v128.store(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  }
  for (; i < last; i += 4) {
    store<f32>(out + i, load<f32>(a + i) + load<f32>(b + i));
  }
}

/** out = a * b. */
export function multiplyVectors(a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    v128.store(out + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  }
  for (; i < last; i += 4) {
    store<f32>(out + i, load<f32>(a + i) * load<f32>(b + i));
  }
}

/** out[row, c] = a[row, c] + b[c]: adds a bias. */
export function addToRows(a: usize, b: usize, out: usize, channels: i32, begin: i32, end: i32): void {
  const step = <usize>channels * 4;
  let p = a + <usize>begin * step;
  let q = out + <usize>begin * step;
  for (const last = a + <usize>end * step; p < last; p += step, q += step) {
    let c: usize = 0;
    for (; c + 16 <= step; c += 16) {
      v128.store(q + c, f32x4.add(v128.load(p + c), v128.load(b + c)));
    }
    for (; c < step; c += 4) {
      store<f32>(q + c, load<f32>(p + c) + load<f32>(b + c));
    }
  }
}

/** out = max(0, x); NaN stays NaN. */
export function relu(x: usize, out: usize, begin: i32, end: i32): void {
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    v128.store(out + i, atLeast(v128.load(x + i), f32x4.splat(0)));
  }
  for (; i < last; i += 4) {
    store<f32>(out + i, max(load<f32>(x + i), 0));
  }
}

/** dx = dy if x > 0, else 0. */
export function reluGradient(x: usize, dy: usize, dx: usize, begin: i32, end: i32): void {
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(x + i), f32x4.splat(0))));
  }
  for (; i < last; i += 4) {
    store<f32>(dx + i, load<f32>(x + i) > 0 ? load<f32>(dy + i) : 0);
  }
}

/** out = min(6, max(0, x)); NaN stays NaN. */
export function relu6(x: usize, out: usize, begin: i32, end: i32): void {
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    v128.store(out + i, atMost(atLeast(v128.load(x + i), f32x4.splat(0)), f32x4.splat(6)));
  }
  for (; i < last; i += 4) {
    store<f32>(out + i, min<f32>(max<f32>(load<f32>(x + i), 0), 6));
  }
}

/** dx = dy if 0 < x <= 6, else 0, as in tfjs-core. */
export function relu6Gradient(x: usize, dy: usize, dx: usize, begin: i32, end: i32): void {
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    const value = v128.load(x + i);
    const inside = v128.and(f32x4.gt(value, f32x4.splat(0)), f32x4.le(value, f32x4.splat(6)));
    v128.store(dx + i, v128.and(v128.load(dy + i), inside));
  }
  for (; i < last; i += 4) {
    const value = load<f32>(x + i);
    store<f32>(dx + i, value > 0 && value <= 6 ? load<f32>(dy + i) : 0);
  }
}

/** out = min(x, limit) for the single number at the address `limit`; NaN stays NaN. */
export function minimum(x: usize, limit: usize, out: usize, begin: i32, end: i32): void {
  const limits = v128.load32_splat(limit);
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    v128.store(out + i, f32x4.min(v128.load(x + i), limits));
  }
  for (; i < last; i += 4) {
    store<f32>(out + i, min<f32>(load<f32>(x + i), load<f32>(limit)));
  }
}

/** dx = dy if x < limit, or x == limit and `orEqual` is 1, else 0. */
export function minimumGradient(
  x: usize,
  limit: usize,
  dy: usize,
  dx: usize,
  orEqual: i32,
  begin: i32,
  end: i32,
): void {
  const limits = v128.load32_splat(limit);
  const equals = i32x4.splat(-orEqual);
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    const value = v128.load(x + i);
    const passes = v128.or(f32x4.lt(value, limits), v128.and(equals, f32x4.eq(value, limits)));
    v128.store(dx + i, v128.and(v128.load(dy + i), passes));
  }
  for (; i < last; i += 4) {
    const value = load<f32>(x + i);
    const passes = value < load<f32>(limit) || (orEqual !== 0 && value === load<f32>(limit));
    store<f32>(dx + i, passes ? load<f32>(dy + i) : 0);
  }
}
