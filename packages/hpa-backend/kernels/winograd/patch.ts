/**
 * The address of the `rows` x `columns` pixels at (row, column) of an image, from byte `from` to byte `to` of each. Where some of them are outside, they are
 * copied to `copy` with zeros for those, pixel by pixel; otherwise they stay where they are.
 */
export function patchAt(
  image: usize,
  row: i32,
  column: i32,
  rows: i32,
  columns: i32,
  height: i32,
  width: i32,
  pixelBytes: usize,
  from: usize,
  to: usize,
  copy: usize,
): usize {
  if (row >= 0 && column >= 0 && row + rows <= height && column + columns <= width) {
    return image + <usize>(row * width + column) * pixelBytes + from;
  }
  const zero = f32x4.splat(0);
  let out = copy;
  for (let i = row; i < row + rows; i++) {
    for (let j = column; j < column + columns; j++) {
      const inside = <u32>i < <u32>height && <u32>j < <u32>width;
      const pixel = image + <usize>(i * width + j) * pixelBytes;
      if (inside) {
        for (let c = from; c < to; c += 16, out += 16) {
          v128.store(out, v128.load(pixel + c));
        }
      } else {
        for (const stop = out + to - from; out < stop; out += 16) {
          v128.store(out, zero);
        }
      }
    }
  }
  return copy;
}
