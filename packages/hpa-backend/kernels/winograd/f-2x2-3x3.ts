/** The transforms of F(2x2, 3x3) (Lavin and Gray, arXiv:1509.09308), with points 0, ±1 and infinity. Places are `plane` bytes apart, row by row. */
import { multiplyAdd } from '../multiply-add';

/** B^T d B of 4x4 pixels for `bytes` of their channels. */
export function transformPatch(
  patch: usize,
  rowBytes: usize,
  pixelBytes: usize,
  bytes: usize,
  out: usize,
  plane: usize,
): void {
  for (const stop = patch + bytes; patch < stop; patch += 16, out += 16) {
    const q = patch + rowBytes;
    const r = q + rowBytes;
    const s = r + rowBytes;
    const d10 = v128.load(q);
    const d11 = v128.load(q + pixelBytes);
    const d12 = v128.load(q + 2 * pixelBytes);
    const d13 = v128.load(q + 3 * pixelBytes);
    const d20 = v128.load(r);
    const d21 = v128.load(r + pixelBytes);
    const d22 = v128.load(r + 2 * pixelBytes);
    const d23 = v128.load(r + 3 * pixelBytes);
    toPlaces(
      f32x4.sub(v128.load(patch), d20),
      f32x4.sub(v128.load(patch + pixelBytes), d21),
      f32x4.sub(v128.load(patch + 2 * pixelBytes), d22),
      f32x4.sub(v128.load(patch + 3 * pixelBytes), d23),
      out,
      plane,
    );
    toPlaces(
      f32x4.add(d10, d20),
      f32x4.add(d11, d21),
      f32x4.add(d12, d22),
      f32x4.add(d13, d23),
      out + 4 * plane,
      plane,
    );
    toPlaces(
      f32x4.sub(d20, d10),
      f32x4.sub(d21, d11),
      f32x4.sub(d22, d12),
      f32x4.sub(d23, d13),
      out + 8 * plane,
      plane,
    );
    toPlaces(
      f32x4.sub(d10, v128.load(s)),
      f32x4.sub(d11, v128.load(s + pixelBytes)),
      f32x4.sub(d12, v128.load(s + 2 * pixelBytes)),
      f32x4.sub(d13, v128.load(s + 3 * pixelBytes)),
      out + 12 * plane,
      plane,
    );
  }
}

/** B^T d */
// @inline
function toPlaces(d0: v128, d1: v128, d2: v128, d3: v128, out: usize, plane: usize): void {
  v128.store(out, f32x4.sub(d0, d2));
  v128.store(out + plane, f32x4.add(d1, d2));
  v128.store(out + 2 * plane, f32x4.sub(d2, d1));
  v128.store(out + 3 * plane, f32x4.sub(d1, d3));
}

/** A^T m A of products: 2x2 pixels of four channels in `out`, one after the other. */
export function transformProducts(from: usize, plane: usize, out: usize): void {
  for (let row = from, j = 0; j < 2; j++, out += 32) {
    // The second row of pixels is the difference where the first is the sum.
    const m0 = rowOf(row, plane, j);
    const m1 = rowOf(row + plane, plane, j);
    const m2 = rowOf(row + 2 * plane, plane, j);
    const m3 = rowOf(row + 3 * plane, plane, j);
    v128.store(out, f32x4.add(f32x4.add(m0, m1), m2));
    v128.store(out, f32x4.sub(f32x4.sub(m1, m2), m3), 16);
  }
}

/** One of the two rows of A^T m. */
// @inline
function rowOf(from: usize, plane: usize, row: i32): v128 {
  const middle = v128.load(from + 4 * plane);
  const minus = v128.load(from + 8 * plane);
  return row === 0
    ? f32x4.add(f32x4.add(v128.load(from), middle), minus)
    : f32x4.sub(f32x4.sub(middle, minus), v128.load(from + 12 * plane));
}

/** A y A^T of 2x2 pixels of a gradient for `bytes` of their channels, the adjoint of `transformProducts`. */
export function transformGradient(
  patch: usize,
  rowBytes: usize,
  pixelBytes: usize,
  bytes: usize,
  out: usize,
  plane: usize,
): void {
  for (const stop = patch + bytes; patch < stop; patch += 16, out += 16) {
    const a = v128.load(patch);
    const b = v128.load(patch + pixelBytes);
    const c = v128.load(patch + rowBytes);
    const d = v128.load(patch + rowBytes + pixelBytes);
    gradientToPlaces(a, b, out, plane);
    gradientToPlaces(f32x4.add(a, c), f32x4.add(b, d), out + 4 * plane, plane);
    gradientToPlaces(f32x4.sub(a, c), f32x4.sub(b, d), out + 8 * plane, plane);
    gradientToPlaces(f32x4.neg(c), f32x4.neg(d), out + 12 * plane, plane);
  }
}

/** A y */
// @inline
function gradientToPlaces(y0: v128, y1: v128, out: usize, plane: usize): void {
  v128.store(out, y0);
  v128.store(out + plane, f32x4.add(y0, y1));
  v128.store(out + 2 * plane, f32x4.sub(y0, y1));
  v128.store(out + 3 * plane, f32x4.neg(y1));
}

/** G g G^T of nine taps that are 32 bytes apart, for four channels. */
export function transformFilter(taps: usize, out: usize, plane: usize): void {
  const g00 = v128.load(taps);
  const g01 = v128.load(taps, 32);
  const g02 = v128.load(taps, 64);
  const g10 = v128.load(taps, 96);
  const g11 = v128.load(taps, 128);
  const g12 = v128.load(taps, 160);
  const g20 = v128.load(taps, 192);
  const g21 = v128.load(taps, 224);
  const g22 = v128.load(taps, 256);
  const half = f32x4.splat(0.5);
  const minus = f32x4.splat(-0.5);
  const a = f32x4.mul(f32x4.add(g00, g20), half);
  const b = f32x4.mul(f32x4.add(g01, g21), half);
  const c = f32x4.mul(f32x4.add(g02, g22), half);
  filterToPlaces(g00, g01, g02, out, plane);
  filterToPlaces(
    multiplyAdd(g10, half, a),
    multiplyAdd(g11, half, b),
    multiplyAdd(g12, half, c),
    out + 4 * plane,
    plane,
  );
  filterToPlaces(
    multiplyAdd(g10, minus, a),
    multiplyAdd(g11, minus, b),
    multiplyAdd(g12, minus, c),
    out + 8 * plane,
    plane,
  );
  filterToPlaces(g20, g21, g22, out + 12 * plane, plane);
}

/** G g */
// @inline
function filterToPlaces(g0: v128, g1: v128, g2: v128, out: usize, plane: usize): void {
  const ends = f32x4.mul(f32x4.add(g0, g2), f32x4.splat(0.5));
  v128.store(out, g0);
  v128.store(out + plane, multiplyAdd(g1, f32x4.splat(0.5), ends));
  v128.store(out + 2 * plane, multiplyAdd(g1, f32x4.splat(-0.5), ends));
  v128.store(out + 3 * plane, g2);
}

/** G^T u G of sums into nine taps that are `tap` bytes apart, the adjoint of `transformFilter`. The sums are overwritten. */
export function transformSums(from: usize, plane: usize, out: usize, tap: usize): void {
  const half = f32x4.splat(0.5);
  for (let column: usize = 0; column < 4; column++) {
    const p = from + column * plane;
    const middle = v128.load(p + 4 * plane);
    const minus = v128.load(p + 8 * plane);
    const sum = f32x4.mul(f32x4.add(middle, minus), half);
    // In place: the first three of four rows are then the three rows of G^T u.
    v128.store(p + 4 * plane, f32x4.mul(f32x4.sub(middle, minus), half));
    v128.store(p + 8 * plane, f32x4.add(sum, v128.load(p + 12 * plane)));
    v128.store(p, f32x4.add(v128.load(p), sum));
  }
  for (let row: usize = 0; row < 3; row++, from += 4 * plane, out += 3 * tap) {
    const middle = v128.load(from + plane);
    const minus = v128.load(from + 2 * plane);
    const sum = f32x4.mul(f32x4.add(middle, minus), half);
    v128.store(out, f32x4.add(v128.load(from), sum));
    v128.store(out + tap, f32x4.mul(f32x4.sub(middle, minus), half));
    v128.store(out + 2 * tap, f32x4.add(sum, v128.load(from + 3 * plane)));
  }
}
