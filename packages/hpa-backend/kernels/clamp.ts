/**
 * Limits of vectors, in one instruction each, and their larger in three. `f32x4.max` and `f32x4.min`, which take a NaN from either side and order zeros, are seven or eight
 * instructions on x86, and batch normalization took 1.7 times as long with them.
 */

/** The larger of v and floor. NaN stays NaN, and a -0 stays above a floor of 0. */
// @inline
export function atLeast(v: v128, floor: v128): v128 {
  return f32x4.pmax(v, floor);
}

/** The larger of both; NaN if one of them is. */
// @inline
export function larger(a: v128, b: v128): v128 {
  return v128.or(f32x4.pmax(a, b), f32x4.ne(b, b));
}

/** The smaller of v and ceiling. NaN stays NaN. */
// @inline
export function atMost(v: v128, ceiling: v128): v128 {
  return f32x4.pmin(v, ceiling);
}
