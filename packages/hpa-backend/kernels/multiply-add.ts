/** a * b + c in each lane. Relaxed SIMD would do it in one instruction, which was no faster where it was measured. */
// @inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}
