/**
 * Resizes a grey plane by weighted sums, first of rows, then of columns, and writes it as one channel of an
 * interleaved picture.
 *
 * Weights are 16-bit, 16384 being 1, `rowTaps` (even) to each row of the result and `columnTaps` (a multiple of 8)
 * to each column; the first source row or column of each is in `rowStarts` and `columnStarts`. Sums of rows keep
 * six bits below the point in `line`, which has room for width + columnTaps + 8 16-bit numbers. Behind the pixels up
 * to rowTaps rows and 8 bytes are read, with weight 0.
 */
export function resizeGrey(
  pixels: usize,
  width: i32,
  rowStarts: usize,
  rowWeights: usize,
  rowTaps: i32,
  columnStarts: usize,
  columnWeights: usize,
  columnTaps: i32,
  line: usize,
  target: usize,
  stride: i32,
  height: i32,
  targetWidth: i32,
): void {
  for (let y = 0; y < height; y++) {
    const start = <usize>load<i32>(rowStarts + (<usize>y << 2));
    const weights = rowWeights + (<usize>(y * rowTaps) << 1);
    sumRows(pixels + start * width, width, weights, rowTaps, line);
    sumColumns(line, columnStarts, columnWeights, columnTaps, target, stride, targetWidth);
    target += <usize>(targetWidth * stride);
  }
}

/** Eight columns at a time; two rows are interleaved so that one dot product weighs both. */
function sumRows(source: usize, width: i32, weights: usize, taps: i32, line: usize): void {
  const half = i32x4.splat(128);
  for (let x = 0; x < width; x += 8) {
    let low = half;
    let high = half;
    for (let tap = 0; tap < taps; tap += 2) {
      const at = source + <usize>tap * width + x;
      const first = v128.load_ext<u8>(at);
      const second = v128.load_ext<u8>(at + width);
      const pair = v128.load_splat<u32>(weights + (<usize>tap << 1));
      const left = v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11);
      const right = v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15);
      low = i32x4.add(low, i32x4.dot_i16x8_s(left, pair));
      high = i32x4.add(high, i32x4.dot_i16x8_s(right, pair));
    }
    const sums = i16x8.narrow_i32x4_s(i32x4.shr_s(low, 8), i32x4.shr_s(high, 8));
    v128.store(line + (<usize>x << 1), sums);
  }
}

function sumColumns(
  line: usize,
  starts: usize,
  weights: usize,
  taps: i32,
  target: usize,
  stride: i32,
  width: i32,
): void {
  for (let x = 0; x < width; x++) {
    const from = line + (<usize>load<i32>(starts + (<usize>x << 2)) << 1);
    let sums = i32x4.splat(0);
    for (let tap = 0; tap < taps; tap += 8) {
      const offset = <usize>tap << 1;
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(from + offset), v128.load(weights + offset)));
    }
    weights += <usize>taps << 1;
    sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
    const sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
    store<u8>(target, <u8>((sum + (1 << 19)) >> 20));
    target += stride;
  }
}
