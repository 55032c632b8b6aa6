/** a * b + c in each lane. The fused instruction of relaxed SIMD was no faster in measurements. */
// @inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}
