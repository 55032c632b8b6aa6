/** SELU (Klambauer et al., arXiv:1706.02515) and its gradient, four elements at a time. Threads take ranges of elements. */
import { atLeast, atMost } from './clamp';

const SCALE: f32 = 1.0507009873554805;
const SCALE_ALPHA: f32 = 1.7580993408473766;

/** out = scale * x if x > 0, else scale * alpha * (e^x - 1). */
export function selu(x: usize, out: usize, begin: i32, end: i32): void {
  mapFour(x, 0, out, begin, end);
}

/** dx = scale * dy if x > 0, else scale * alpha * e^x * dy. */
export function seluGradient(x: usize, dy: usize, dx: usize, begin: i32, end: i32): void {
  mapFour(x, dy, dx, begin, end);
}

// @inline
function mapFour(x: usize, dy: usize, out: usize, begin: i32, end: i32): void {
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    const four = v128.load(x + i);
    v128.store(out + i, dy ? slope(four, v128.load(dy + i)) : value(four));
  }
  for (; i < last; i += 4) {
    const one = v128.load32_splat(x + i);
    store<f32>(out + i, f32x4.extract_lane(dy ? slope(one, v128.load32_splat(dy + i)) : value(one), 0));
  }
}

// @inline
function value(x: v128): v128 {
  const negative = f32x4.mul(f32x4.sub(exponential(x), f32x4.splat(1)), f32x4.splat(SCALE_ALPHA));
  return v128.bitselect(f32x4.mul(x, f32x4.splat(SCALE)), negative, f32x4.gt(x, f32x4.splat(0)));
}

// @inline
function slope(x: v128, dy: v128): v128 {
  const negative = f32x4.mul(exponential(x), f32x4.splat(SCALE_ALPHA));
  return f32x4.mul(dy, v128.bitselect(f32x4.splat(SCALE), negative, f32x4.gt(x, f32x4.splat(0))));
}

/**
 * e^x for x <= 0; for larger x some finite number, which SELU does not use. Computed as 2^n e^r, with n the integer nearest to
 * x / ln 2 and |r| <= ln(2) / 2; six terms of the Taylor series leave an error of 1e-7.
 */
// @inline
function exponential(x: v128): v128 {
  // Below -87 the result would be subnormal; e^-87 - 1 rounds to -1 anyway.
  const clamped = atMost(atLeast(x, f32x4.splat(-87)), f32x4.splat(0));
  const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(<f32>Math.LOG2E)));
  // ln 2 in two parts, so that n * ln 2 is exact enough.
  let r = f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444005469057e-4)));
  let sum = f32x4.splat(1.0 / 720);
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.0 / 120));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.0 / 24));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.0 / 6));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.5));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(sum, power);
}
