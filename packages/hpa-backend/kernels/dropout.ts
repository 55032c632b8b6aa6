/**
 * Dropout without a mask: y[i] = scale * x[i] + shift if hash(key, first + i) >= threshold (unsigned), otherwise `dropped`.
 *
 * The hash applies a permutation of the 32-bit integers to a Weyl sequence that starts at the key: two rounds of xor-shift and
 * multiplication, with constants from https://github.com/skeeto/hash-prospector. Threads take ranges of elements that begin at
 * multiples of four.
 */
export function dropout(
  x: usize,
  y: usize,
  key: i32,
  first: i32,
  threshold: i32,
  scale: f32,
  shift: f32,
  dropped: f32,
  begin: i32,
  end: i32,
): void {
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  const steps = i32x4.splat(4 * WEYL);
  let counter = i32x4.add(i32x4.splat((first + begin) * WEYL + key), i32x4(0, WEYL, 2 * WEYL, 3 * WEYL));
  for (; i + 16 <= last; i += 16) {
    const kept = f32x4.add(f32x4.mul(v128.load(x + i), f32x4.splat(scale)), f32x4.splat(shift));
    const keeps = i32x4.ge_u(hash(counter), i32x4.splat(threshold));
    v128.store(y + i, v128.bitselect(kept, f32x4.splat(dropped), keeps));
    counter = i32x4.add(counter, steps);
  }
  const keeps = i32x4.ge_u(hash(counter), i32x4.splat(threshold));
  if (i < last) {
    storeOne(x + i, y + i, i32x4.extract_lane(keeps, 0), scale, shift, dropped);
  }
  if (i + 4 < last) {
    storeOne(x + i + 4, y + i + 4, i32x4.extract_lane(keeps, 1), scale, shift, dropped);
  }
  if (i + 8 < last) {
    storeOne(x + i + 8, y + i + 8, i32x4.extract_lane(keeps, 2), scale, shift, dropped);
  }
}

/** 2^32 divided by the golden ratio, made odd. */
const WEYL: i32 = 0x9e3779b1;

// @inline
function hash(counter: v128): v128 {
  let h = i32x4.mul(v128.xor(counter, i32x4.shr_u(counter, 16)), i32x4.splat(0x21f0aaad));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x735a2d97));
  return v128.xor(h, i32x4.shr_u(h, 15));
}

// @inline
function storeOne(x: usize, y: usize, keep: i32, scale: f32, shift: f32, dropped: f32): void {
  store<f32>(y, keep ? load<f32>(x) * scale + shift : dropped);
}
