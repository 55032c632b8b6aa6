/** The transforms of F(2x2, 3x3) (Lavin and Gray, arXiv:1509.09308) of images; a result is 16 places, `plane` bytes apart, row by row. */

/**
 * B^T d B of the 4x4 pixels at (row, column) of an image, for the channels in [from, to), in bytes; pixels outside are 0. `pointers` has room
 * for 16.
 */
export function transformPatch(
  image: usize,
  row: i32,
  column: i32,
  height: i32,
  width: i32,
  pixelBytes: usize,
  from: usize,
  to: usize,
  pointers: usize,
  out: usize,
  plane: usize,
): void {
  if (row >= 0 && column >= 0 && row + 4 <= height && column + 4 <= width) {
    const rowBytes = <usize>width * pixelBytes;
    const corner = image + <usize>row * rowBytes + <usize>column * pixelBytes;
    for (let c = from; c < to; c += 16, out += 16) {
      const p = corner + c;
      const q = p + rowBytes;
      const r = q + rowBytes;
      const s = r + rowBytes;
      storeTransformed(
        v128.load(p),
        v128.load(p + pixelBytes),
        v128.load(p + 2 * pixelBytes),
        v128.load(p + 3 * pixelBytes),
        v128.load(q),
        v128.load(q + pixelBytes),
        v128.load(q + 2 * pixelBytes),
        v128.load(q + 3 * pixelBytes),
        v128.load(r),
        v128.load(r + pixelBytes),
        v128.load(r + 2 * pixelBytes),
        v128.load(r + 3 * pixelBytes),
        v128.load(s),
        v128.load(s + pixelBytes),
        v128.load(s + 2 * pixelBytes),
        v128.load(s + 3 * pixelBytes),
        out,
        plane,
      );
    }
    return;
  }
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      const inside = <u32>(row + i) < <u32>height && <u32>(column + j) < <u32>width;
      const pixel = image + <usize>((row + i) * width + column + j) * pixelBytes;
      store<usize>(pointers + <usize>(i * 4 + j) * 4, inside ? pixel : 0);
    }
  }
  for (let c = from; c < to; c += 16, out += 16) {
    storeTransformed(
      pixelAt(pointers, 0, c),
      pixelAt(pointers, 1, c),
      pixelAt(pointers, 2, c),
      pixelAt(pointers, 3, c),
      pixelAt(pointers, 4, c),
      pixelAt(pointers, 5, c),
      pixelAt(pointers, 6, c),
      pixelAt(pointers, 7, c),
      pixelAt(pointers, 8, c),
      pixelAt(pointers, 9, c),
      pixelAt(pointers, 10, c),
      pixelAt(pointers, 11, c),
      pixelAt(pointers, 12, c),
      pixelAt(pointers, 13, c),
      pixelAt(pointers, 14, c),
      pixelAt(pointers, 15, c),
      out,
      plane,
    );
  }
}

// @inline
function pixelAt(pointers: usize, place: usize, channel: usize): v128 {
  const pixel = load<usize>(pointers + place * 4);
  return pixel ? v128.load(pixel + channel) : f32x4.splat(0);
}

// @inline
function storeTransformed(
  d00: v128,
  d01: v128,
  d02: v128,
  d03: v128,
  d10: v128,
  d11: v128,
  d12: v128,
  d13: v128,
  d20: v128,
  d21: v128,
  d22: v128,
  d23: v128,
  d30: v128,
  d31: v128,
  d32: v128,
  d33: v128,
  out: usize,
  plane: usize,
): void {
  storeRow(f32x4.sub(d00, d20), f32x4.sub(d01, d21), f32x4.sub(d02, d22), f32x4.sub(d03, d23), out, plane);
  out += 4 * plane;
  storeRow(f32x4.add(d10, d20), f32x4.add(d11, d21), f32x4.add(d12, d22), f32x4.add(d13, d23), out, plane);
  out += 4 * plane;
  storeRow(f32x4.sub(d20, d10), f32x4.sub(d21, d11), f32x4.sub(d22, d12), f32x4.sub(d23, d13), out, plane);
  out += 4 * plane;
  storeRow(f32x4.sub(d10, d30), f32x4.sub(d11, d31), f32x4.sub(d12, d32), f32x4.sub(d13, d33), out, plane);
}

// @inline
function storeRow(a: v128, b: v128, c: v128, d: v128, out: usize, plane: usize): void {
  v128.store(out, f32x4.sub(a, c));
  v128.store(out + plane, f32x4.add(b, c));
  v128.store(out + 2 * plane, f32x4.sub(c, b));
  v128.store(out + 3 * plane, f32x4.sub(b, d));
}
