/**
 * The transforms of F(4, 7), along rows or columns (Winograd 1980; Lavin and Gray, arXiv:1509.09308), with the points 0, ±7/16, ±3/4, ±5/4, ±9/4 and
 * infinity: ten products for four pixels instead of 28. A search over small fractions found the points.
 */
import { multiplyAdd } from '../multiply-add';

const A: f32 = 0.4375;
const B: f32 = 0.75;
const C: f32 = 1.25;
const D: f32 = 2.25;
const AA: f32 = A * A;
const BB: f32 = B * B;
const CC: f32 = C * C;
const DD: f32 = D * D;
/** Lagrange denominators: products of the differences of a point from all others. */
const AT_ZERO: f32 = AA * BB * CC * DD;
const AT_A: f32 = 2 * AA * (AA - BB) * (AA - CC) * (AA - DD);
const AT_B: f32 = 2 * BB * (BB - AA) * (BB - CC) * (BB - DD);
const AT_C: f32 = 2 * CC * (CC - AA) * (CC - BB) * (CC - DD);
const AT_D: f32 = 2 * DD * (DD - AA) * (DD - BB) * (DD - CC);
/** (x^2 - AA)(x^2 - BB)(x^2 - CC)(x^2 - DD) without x^8, by powers of x^2. */
const ALL_3: f32 = -(AA + BB + CC + DD);
const ALL_2: f32 = AA * BB + AA * CC + AA * DD + BB * CC + BB * DD + CC * DD;
const ALL_1: f32 = -(AA * BB * CC + AA * BB * DD + AA * CC * DD + BB * CC * DD);

/** B^T d of ten pixels, `step` bytes apart, for `bytes` of their channels; places of the result are `plane` bytes apart. */
export function transformPatch(patch: usize, step: usize, bytes: usize, out: usize, plane: usize): void {
  for (const stop = patch + bytes; patch < stop; patch += 16, out += 16) {
    const d1 = v128.load(patch + step);
    const d2 = v128.load(patch + 2 * step);
    const d3 = v128.load(patch + 3 * step);
    const d4 = v128.load(patch + 4 * step);
    const d5 = v128.load(patch + 5 * step);
    const d6 = v128.load(patch + 6 * step);
    const d7 = v128.load(patch + 7 * step);
    const d8 = v128.load(patch + 8 * step);
    v128.store(out, ofAll(v128.load(patch), d2, d4, d6, d8));
    pairOfPlaces(A, BB, CC, DD, d1, d2, d3, d4, d5, d6, d7, d8, out + plane, plane);
    pairOfPlaces(B, AA, CC, DD, d1, d2, d3, d4, d5, d6, d7, d8, out + 3 * plane, plane);
    pairOfPlaces(C, AA, BB, DD, d1, d2, d3, d4, d5, d6, d7, d8, out + 5 * plane, plane);
    pairOfPlaces(D, AA, BB, CC, d1, d2, d3, d4, d5, d6, d7, d8, out + 7 * plane, plane);
    v128.store(out + 9 * plane, ofAll(d1, d3, d5, d7, v128.load(patch + 9 * step)));
  }
}

// @inline
function ofAll(d0: v128, d2: v128, d4: v128, d6: v128, d8: v128): v128 {
  const high = multiplyAdd(d6, f32x4.splat(ALL_3), multiplyAdd(d4, f32x4.splat(ALL_2), d8));
  return multiplyAdd(d2, f32x4.splat(ALL_1), multiplyAdd(d0, f32x4.splat(AT_ZERO), high));
}

/** The places of a point and its negative; `pp`, `qq` and `rr` are the squares of the others. */
// @inline
function pairOfPlaces(
  point: f32,
  pp: f32,
  qq: f32,
  rr: f32,
  d1: v128,
  d2: v128,
  d3: v128,
  d4: v128,
  d5: v128,
  d6: v128,
  d7: v128,
  d8: v128,
  out: usize,
  plane: usize,
): void {
  const first = f32x4.splat(-pp * qq * rr);
  const second = f32x4.splat(pp * qq + pp * rr + qq * rr);
  const third = f32x4.splat(-pp - qq - rr);
  const even = multiplyAdd(d2, first, multiplyAdd(d4, second, multiplyAdd(d6, third, d8)));
  const odd = multiplyAdd(d1, first, multiplyAdd(d3, second, multiplyAdd(d5, third, d7)));
  v128.store(out, multiplyAdd(odd, f32x4.splat(point), even));
  v128.store(out + plane, multiplyAdd(odd, f32x4.splat(-point), even));
}

/** A^T m of products whose places are `plane` bytes apart: four pixels of four channels in `out`, one after the other. */
export function transformProducts(from: usize, plane: usize, out: usize): void {
  const a = v128.load(from + plane);
  const minusA = v128.load(from + 2 * plane);
  const b = v128.load(from + 3 * plane);
  const minusB = v128.load(from + 4 * plane);
  const c = v128.load(from + 5 * plane);
  const minusC = v128.load(from + 6 * plane);
  const d = v128.load(from + 7 * plane);
  const minusD = v128.load(from + 8 * plane);
  const evenA = f32x4.add(a, minusA);
  const evenB = f32x4.add(b, minusB);
  const evenC = f32x4.add(c, minusC);
  const evenD = f32x4.add(d, minusD);
  const oddA = f32x4.sub(a, minusA);
  const oddB = f32x4.sub(b, minusB);
  const oddC = f32x4.sub(c, minusC);
  const oddD = f32x4.sub(d, minusD);
  const sum = f32x4.add(f32x4.add(evenA, evenB), f32x4.add(evenC, evenD));
  v128.store(out, f32x4.add(v128.load(from), sum));
  v128.store(out, weighted(A, B, C, D, oddA, oddB, oddC, oddD), 16);
  v128.store(out, weighted(AA, BB, CC, DD, evenA, evenB, evenC, evenD), 32);
  const cubes = weighted(A * AA, B * BB, C * CC, D * DD, oddA, oddB, oddC, oddD);
  v128.store(out, f32x4.add(cubes, v128.load(from + 9 * plane)), 48);
}

// @inline
function weighted(a: f32, b: f32, c: f32, d: f32, va: v128, vb: v128, vc: v128, vd: v128): v128 {
  const last = f32x4.mul(vd, f32x4.splat(d));
  return multiplyAdd(
    va,
    f32x4.splat(a),
    multiplyAdd(vb, f32x4.splat(b), multiplyAdd(vc, f32x4.splat(c), last)),
  );
}

/** G g of seven taps that are 32 bytes apart, for four channels. */
export function transformFilter(taps: usize, out: usize, plane: usize): void {
  v128.store(out, f32x4.mul(v128.load(taps), f32x4.splat(1 / AT_ZERO)));
  pairOfFilter(A, 1 / AT_A, taps, out + plane, plane);
  pairOfFilter(B, 1 / AT_B, taps, out + 3 * plane, plane);
  pairOfFilter(C, 1 / AT_C, taps, out + 5 * plane, plane);
  pairOfFilter(D, 1 / AT_D, taps, out + 7 * plane, plane);
  v128.store(out + 9 * plane, v128.load(taps, 192));
}

// @inline
function pairOfFilter(point: f32, scale: f32, taps: usize, out: usize, plane: usize): void {
  const square = f32x4.splat(point * point);
  const high = multiplyAdd(v128.load(taps, 192), square, v128.load(taps, 128));
  const even = multiplyAdd(multiplyAdd(high, square, v128.load(taps, 64)), square, v128.load(taps));
  const odd = multiplyAdd(
    multiplyAdd(v128.load(taps, 160), square, v128.load(taps, 96)),
    square,
    v128.load(taps, 32),
  );
  const scaled = f32x4.mul(even, f32x4.splat(scale));
  v128.store(out, multiplyAdd(odd, f32x4.splat(point * scale), scaled));
  v128.store(out + plane, multiplyAdd(odd, f32x4.splat(-point * scale), scaled));
}
