/**
 * Transforms along one axis of the forms that see six pixels, F(4, 3) and F(2, 5) (Lavin and Gray, arXiv:1509.09308), with points of our own: 0, ±5/8,
 * ±3/2 and infinity. They and the factors that follow from them are exact in single precision, and errors are a third of those of 0, ±1, ±2.
 * Results lie `step` bytes apart.
 */
import { multiplyAdd } from '../multiply-add';

const A: f32 = 0.625;
const B: f32 = 1.5;
const AA: f32 = A * A;
const BB: f32 = B * B;
/** Products of the differences of a point from all others: the Lagrange denominators of 0, ±A and ±B. */
const AT_ZERO: f32 = AA * BB;
const AT_A: f32 = 2 * AA * (AA - BB);
const AT_B: f32 = 2 * BB * (BB - AA);

/** B^T d of six pixels. */
// @inline
export function placesOfSix(
  d0: v128,
  d1: v128,
  d2: v128,
  d3: v128,
  d4: v128,
  d5: v128,
  out: usize,
  step: usize,
): void {
  const evenA = multiplyAdd(d2, f32x4.splat(-BB), d4);
  const oddA = multiplyAdd(d1, f32x4.splat(-BB), d3);
  const evenB = multiplyAdd(d2, f32x4.splat(-AA), d4);
  const oddB = multiplyAdd(d1, f32x4.splat(-AA), d3);
  const both = f32x4.splat(-AA - BB);
  const zero = f32x4.splat(AT_ZERO);
  v128.store(out, multiplyAdd(d0, zero, multiplyAdd(d2, both, d4)));
  v128.store(out + step, multiplyAdd(oddA, f32x4.splat(A), evenA));
  v128.store(out + 2 * step, multiplyAdd(oddA, f32x4.splat(-A), evenA));
  v128.store(out + 3 * step, multiplyAdd(oddB, f32x4.splat(B), evenB));
  v128.store(out + 4 * step, multiplyAdd(oddB, f32x4.splat(-B), evenB));
  v128.store(out + 5 * step, multiplyAdd(d1, zero, multiplyAdd(d3, both, d5)));
}

/** A^T m of six products: four pixels. */
// @inline
export function fourPixels(
  m0: v128,
  m1: v128,
  m2: v128,
  m3: v128,
  m4: v128,
  m5: v128,
  out: usize,
  step: usize,
): void {
  const evenA = f32x4.add(m1, m2);
  const oddA = f32x4.sub(m1, m2);
  const evenB = f32x4.add(m3, m4);
  const oddB = f32x4.sub(m3, m4);
  v128.store(out, f32x4.add(f32x4.add(m0, evenA), evenB));
  v128.store(out + step, multiplyAdd(oddB, f32x4.splat(B), f32x4.mul(oddA, f32x4.splat(A))));
  v128.store(out + 2 * step, multiplyAdd(evenB, f32x4.splat(BB), f32x4.mul(evenA, f32x4.splat(AA))));
  v128.store(
    out + 3 * step,
    multiplyAdd(oddB, f32x4.splat(B * BB), multiplyAdd(oddA, f32x4.splat(A * AA), m5)),
  );
}

/** A^T m of six products: two pixels. */
// @inline
export function twoPixels(
  m0: v128,
  m1: v128,
  m2: v128,
  m3: v128,
  m4: v128,
  m5: v128,
  out: usize,
  step: usize,
): void {
  const even = f32x4.add(f32x4.add(m1, m2), f32x4.add(m3, m4));
  const oddA = multiplyAdd(f32x4.sub(m1, m2), f32x4.splat(A), m5);
  v128.store(out, f32x4.add(m0, even));
  v128.store(out + step, multiplyAdd(f32x4.sub(m3, m4), f32x4.splat(B), oddA));
}

/** A y of four pixels of a gradient, the adjoint of `fourPixels`. */
// @inline
export function placesOfFour(y0: v128, y1: v128, y2: v128, y3: v128, out: usize, step: usize): void {
  const evenA = multiplyAdd(y2, f32x4.splat(AA), y0);
  const oddA = multiplyAdd(y3, f32x4.splat(AA), y1);
  const evenB = multiplyAdd(y2, f32x4.splat(BB), y0);
  const oddB = multiplyAdd(y3, f32x4.splat(BB), y1);
  v128.store(out, y0);
  v128.store(out + step, multiplyAdd(oddA, f32x4.splat(A), evenA));
  v128.store(out + 2 * step, multiplyAdd(oddA, f32x4.splat(-A), evenA));
  v128.store(out + 3 * step, multiplyAdd(oddB, f32x4.splat(B), evenB));
  v128.store(out + 4 * step, multiplyAdd(oddB, f32x4.splat(-B), evenB));
  v128.store(out + 5 * step, y3);
}

/** G g of three taps. */
// @inline
export function placesOfThreeTaps(g0: v128, g1: v128, g2: v128, out: usize, step: usize): void {
  const evenA = f32x4.mul(multiplyAdd(g2, f32x4.splat(AA), g0), f32x4.splat(1 / AT_A));
  const evenB = f32x4.mul(multiplyAdd(g2, f32x4.splat(BB), g0), f32x4.splat(1 / AT_B));
  v128.store(out, f32x4.mul(g0, f32x4.splat(1 / AT_ZERO)));
  v128.store(out + step, multiplyAdd(g1, f32x4.splat(A / AT_A), evenA));
  v128.store(out + 2 * step, multiplyAdd(g1, f32x4.splat(-A / AT_A), evenA));
  v128.store(out + 3 * step, multiplyAdd(g1, f32x4.splat(B / AT_B), evenB));
  v128.store(out + 4 * step, multiplyAdd(g1, f32x4.splat(-B / AT_B), evenB));
  v128.store(out + 5 * step, g2);
}

/** G g of five taps. */
// @inline
export function placesOfFiveTaps(
  g0: v128,
  g1: v128,
  g2: v128,
  g3: v128,
  g4: v128,
  out: usize,
  step: usize,
): void {
  const evenA = f32x4.mul(evenOf(AA, g0, g2, g4), f32x4.splat(1 / AT_A));
  const evenB = f32x4.mul(evenOf(BB, g0, g2, g4), f32x4.splat(1 / AT_B));
  const oddA = multiplyAdd(g3, f32x4.splat(AA), g1);
  const oddB = multiplyAdd(g3, f32x4.splat(BB), g1);
  v128.store(out, f32x4.mul(g0, f32x4.splat(1 / AT_ZERO)));
  v128.store(out + step, multiplyAdd(oddA, f32x4.splat(A / AT_A), evenA));
  v128.store(out + 2 * step, multiplyAdd(oddA, f32x4.splat(-A / AT_A), evenA));
  v128.store(out + 3 * step, multiplyAdd(oddB, f32x4.splat(B / AT_B), evenB));
  v128.store(out + 4 * step, multiplyAdd(oddB, f32x4.splat(-B / AT_B), evenB));
  v128.store(out + 5 * step, g4);
}

// @inline
function evenOf(square: f32, g0: v128, g2: v128, g4: v128): v128 {
  return multiplyAdd(multiplyAdd(g4, f32x4.splat(square), g2), f32x4.splat(square), g0);
}

/** G^T u of six sums: three taps, the adjoint of `placesOfThreeTaps`. */
// @inline
export function threeTaps(
  u0: v128,
  u1: v128,
  u2: v128,
  u3: v128,
  u4: v128,
  u5: v128,
  out: usize,
  step: usize,
): void {
  const evenA = f32x4.add(u1, u2);
  const oddA = f32x4.sub(u1, u2);
  const evenB = f32x4.add(u3, u4);
  const oddB = f32x4.sub(u3, u4);
  const ends = multiplyAdd(evenB, f32x4.splat(1 / AT_B), f32x4.mul(evenA, f32x4.splat(1 / AT_A)));
  v128.store(out, multiplyAdd(u0, f32x4.splat(1 / AT_ZERO), ends));
  v128.store(out + step, multiplyAdd(oddB, f32x4.splat(B / AT_B), f32x4.mul(oddA, f32x4.splat(A / AT_A))));
  v128.store(
    out + 2 * step,
    multiplyAdd(evenB, f32x4.splat(BB / AT_B), multiplyAdd(evenA, f32x4.splat(AA / AT_A), u5)),
  );
}
