import { multiplyAdd } from '../multiply-add';

/**
 * Multiplies `count` tiles [places][tiles][channels], `rowBytes` a tile, by a block of weights [places][channels][8] to products [places][tiles][8], six
 * tiles at a time. The distances of places are in bytes.
 */
export function multiplyTiles(
  places: usize,
  count: i32,
  transformed: usize,
  plane: usize,
  rowBytes: usize,
  packed: usize,
  weightPlane: usize,
  products: usize,
  productPlane: usize,
): void {
  for (let place: usize = 0; place < places; place++) {
    for (let i: usize = 0; i < <usize>count; i += 6) {
      products6x8(
        transformed + place * plane + i * rowBytes,
        rowBytes,
        packed + place * weightPlane,
        products + place * productPlane + i * 32,
      );
    }
  }
}

/** Products of six rows, `rowBytes` long, with a matrix of as many rows of eight numbers, into six rows of eight. */
function products6x8(rows: usize, rowBytes: usize, matrix: usize, out: usize): void {
  const zero = f32x4.splat(0);
  let a0 = zero;
  let a1 = zero;
  let b0 = zero;
  let b1 = zero;
  let c0 = zero;
  let c1 = zero;
  let d0 = zero;
  let d1 = zero;
  let e0 = zero;
  let e1 = zero;
  let f0 = zero;
  let f1 = zero;
  let p0 = rows;
  let p1 = rows + rowBytes;
  let p2 = rows + 2 * rowBytes;
  let p3 = rows + 3 * rowBytes;
  let p4 = rows + 4 * rowBytes;
  let p5 = rows + 5 * rowBytes;
  const stop = p0 + rowBytes;
  for (; p0 < stop; p0 += 4, p1 += 4, p2 += 4, p3 += 4, p4 += 4, p5 += 4, matrix += 32) {
    const w0 = v128.load(matrix);
    const w1 = v128.load(matrix, 16);
    let s = v128.load32_splat(p0);
    a0 = multiplyAdd(s, w0, a0);
    a1 = multiplyAdd(s, w1, a1);
    s = v128.load32_splat(p1);
    b0 = multiplyAdd(s, w0, b0);
    b1 = multiplyAdd(s, w1, b1);
    s = v128.load32_splat(p2);
    c0 = multiplyAdd(s, w0, c0);
    c1 = multiplyAdd(s, w1, c1);
    s = v128.load32_splat(p3);
    d0 = multiplyAdd(s, w0, d0);
    d1 = multiplyAdd(s, w1, d1);
    s = v128.load32_splat(p4);
    e0 = multiplyAdd(s, w0, e0);
    e1 = multiplyAdd(s, w1, e1);
    s = v128.load32_splat(p5);
    f0 = multiplyAdd(s, w0, f0);
    f1 = multiplyAdd(s, w1, f1);
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, b0, 32);
  v128.store(out, b1, 48);
  v128.store(out, c0, 64);
  v128.store(out, c1, 80);
  v128.store(out, d0, 96);
  v128.store(out, d1, 112);
  v128.store(out, e0, 128);
  v128.store(out, e1, 144);
  v128.store(out, f0, 160);
  v128.store(out, f1, 176);
}

/**
 * Adds to a matrix of rows of `step` bytes, at four rows and eight columns, the products of columns of two matrices with `count` rows: the first
 * with rows of `leftBytes`, the second of `rightBytes`.
 */
export function addProducts4x8(
  left: usize,
  leftBytes: usize,
  right: usize,
  rightBytes: usize,
  count: i32,
  out: usize,
  step: usize,
): void {
  let a0 = v128.load(out);
  let a1 = v128.load(out, 16);
  let b0 = v128.load(out + step);
  let b1 = v128.load(out + step, 16);
  let c0 = v128.load(out + 2 * step);
  let c1 = v128.load(out + 2 * step, 16);
  let d0 = v128.load(out + 3 * step);
  let d1 = v128.load(out + 3 * step, 16);
  for (const stop = left + <usize>count * leftBytes; left < stop; left += leftBytes, right += rightBytes) {
    const w0 = v128.load(right);
    const w1 = v128.load(right, 16);
    let s = v128.load32_splat(left);
    a0 = multiplyAdd(s, w0, a0);
    a1 = multiplyAdd(s, w1, a1);
    s = v128.load32_splat(left, 4);
    b0 = multiplyAdd(s, w0, b0);
    b1 = multiplyAdd(s, w1, b1);
    s = v128.load32_splat(left, 8);
    c0 = multiplyAdd(s, w0, c0);
    c1 = multiplyAdd(s, w1, c1);
    s = v128.load32_splat(left, 12);
    d0 = multiplyAdd(s, w0, d0);
    d1 = multiplyAdd(s, w1, d1);
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out + step, b0);
  v128.store(out + step, b1, 16);
  v128.store(out + 2 * step, c0);
  v128.store(out + 2 * step, c1, 16);
  v128.store(out + 3 * step, d0);
  v128.store(out + 3 * step, d1, 16);
}
