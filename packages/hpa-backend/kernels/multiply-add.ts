/** a * b + c in each lane: fused, with one rounding, where the module is compiled for relaxed SIMD, and in two operations elsewhere. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}
