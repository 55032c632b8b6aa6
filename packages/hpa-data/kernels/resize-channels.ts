/**
 * Resizes four gray planes by weighted sums, first of rows, then of columns, and writes them interleaved.
 *
 * Weights are 16-bit integers in units of 1/16384: `rowTaps` per row of the result and `columnTaps` per column, both
 * even. `rowStarts` and `columnStarts` hold the first source row or column of each. The planes lie `planeLength` bytes
 * apart. `line` holds the sums of rows with six fractional bits, the four channels of a column side by side; it needs room
 * for width + columnTaps + 8 columns of 8 bytes. Up to rowTaps rows and 8 bytes beyond each plane are read, with
 * weight 0.
 */
export function resizeChannels(
  pixels: usize,
  planeLength: usize,
  width: i32,
  rowStarts: usize,
  rowWeights: usize,
  rowTaps: i32,
  columnStarts: usize,
  columnWeights: usize,
  columnTaps: i32,
  line: usize,
  target: usize,
  height: i32,
  targetWidth: i32,
): void {
  for (let y = 0; y < height; y++) {
    const start = <usize>load<i32>(rowStarts + ((<usize>y) << 2));
    const weights = rowWeights + ((<usize>(y * rowTaps)) << 1);
    sumRows(pixels + start * width, planeLength, width, weights, rowTaps, line);
    sumColumns(line, columnStarts, columnWeights, columnTaps, target, targetWidth);
    target += (<usize>targetWidth) << 2;
  }
}

/** Sums rows for eight columns of the four planes at a time, and interleaves them by 16 and then by 32 bits. */
function sumRows(
  source: usize,
  planeLength: usize,
  width: i32,
  weights: usize,
  taps: i32,
  line: usize,
): void {
  for (let x = 0; x < width; x += 8) {
    const at = source + x;
    const a = sumEight(at, width, weights, taps);
    const b = sumEight(at + planeLength, width, weights, taps);
    const c = sumEight(at + 2 * planeLength, width, weights, taps);
    const d = sumEight(at + 3 * planeLength, width, weights, taps);
    const to = line + ((<usize>x) << 3);
    const lowAB = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    const lowCD = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
    v128.store(to, v128.shuffle<i32>(lowAB, lowCD, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<i32>(lowAB, lowCD, 2, 6, 3, 7), 16);
    const highAB = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    const highCD = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
    v128.store(to, v128.shuffle<i32>(highAB, highCD, 0, 4, 1, 5), 32);
    v128.store(to, v128.shuffle<i32>(highAB, highCD, 2, 6, 3, 7), 48);
  }
}

/** Sums the rows of one plane for eight columns. Two rows are interleaved, so that one dot product weights both. */
// @inline
function sumEight(source: usize, width: i32, weights: usize, taps: i32): v128 {
  let low = i32x4.splat(128);
  let high = low;
  for (let tap = 0; tap < taps; tap += 2) {
    const at = source + <usize>(tap * width);
    const first = v128.load_ext<u8>(at);
    const second = v128.load_ext<u8>(at + width);
    const pair = v128.load_splat<u32>(weights + ((<usize>tap) << 1));
    const left = v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11);
    const right = v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15);
    low = i32x4.add(low, i32x4.dot_i16x8_s(left, pair));
    high = i32x4.add(high, i32x4.dot_i16x8_s(right, pair));
  }
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 8), i32x4.shr_s(high, 8));
}

/** Sums columns for one pixel of four channels at a time. Two columns are interleaved, so that one dot product weights both. */
function sumColumns(line: usize, starts: usize, weights: usize, taps: i32, target: usize, width: i32): void {
  for (let x = 0; x < width; x++) {
    const from = line + ((<usize>load<i32>(starts + ((<usize>x) << 2))) << 3);
    let sums = i32x4.splat(1 << 19);
    for (let tap = 0; tap < taps; tap += 2) {
      const both = v128.load(from + ((<usize>tap) << 3));
      const pair = v128.load_splat<u32>(weights + ((<usize>tap) << 1));
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.shuffle<i16>(both, both, 0, 4, 1, 5, 2, 6, 3, 7), pair));
    }
    weights += (<usize>taps) << 1;
    const levels = i16x8.narrow_i32x4_s(i32x4.shr_s(sums, 20), sums);
    v128.store_lane<u32>(target, i8x16.narrow_i16x8_u(levels, levels), 0);
    target += 4;
  }
}
