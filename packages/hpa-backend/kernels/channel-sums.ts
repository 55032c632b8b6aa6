/**
 * Reductions of x [rows, channels] over its rows, per channel: what batch normalization, bias gradients and global
 * pooling need. Blocks of 256 rows stay in the first-level cache while the channels pass four at a time; their
 * single-precision sums are added up in double precision, so a quarter of a million pixels cost no accuracy.
 * `totals` has room for two doubles a channel. Threads take ranges of the channels.
 */

const BLOCK = 256;

/** sums[c] = scale * sum of x[:, c]. */
export function channelSums(x: usize, sums: usize, totals: usize, rows: i32, channels: i32, scale: f64, begin: i32, end: i32): void {
  memory.fill(totals + <usize>begin * 16, 0, <usize>(end - begin) * 16);
  const step = <usize>channels * 4;
  for (let block = 0; block < rows; block += BLOCK) {
    const from = x + <usize>block * step, last = x + <usize>min(rows, block + BLOCK) * step;
    let c = begin;
    for (; c + 4 <= end; c += 4) {
      let sum = f32x4.splat(0);
      for (let p = from; p < last; p += step) sum = f32x4.add(sum, v128.load(p + <usize>c * 4));
      addFour(totals + <usize>c * 16, sum);
    }
    for (; c < end; c++) {
      let sum: f32 = 0;
      for (let p = from; p < last; p += step) sum += load<f32>(p + <usize>c * 4);
      addOne(totals + <usize>c * 16, sum);
    }
  }
  storeTotals(totals, sums, scale, begin, end);
}

/** mean[c] and the biased variance[c] of x[:, c], in two passes: E[x^2] - E[x]^2 would cancel. */
export function channelMoments(
  x: usize, mean: usize, variance: usize, totals: usize, rows: i32, channels: i32, begin: i32, end: i32,
): void {
  const scale = 1.0 / <f64>rows;
  channelSums(x, mean, totals, rows, channels, scale, begin, end);
  memory.fill(totals + <usize>begin * 16, 0, <usize>(end - begin) * 16);
  const step = <usize>channels * 4;
  for (let block = 0; block < rows; block += BLOCK) {
    const from = x + <usize>block * step, last = x + <usize>min(rows, block + BLOCK) * step;
    let c = begin;
    for (; c + 4 <= end; c += 4) {
      const centre = v128.load(mean + <usize>c * 4);
      let sum = f32x4.splat(0);
      for (let p = from; p < last; p += step) {
        const d = f32x4.sub(v128.load(p + <usize>c * 4), centre);
        sum = f32x4.add(sum, f32x4.mul(d, d));
      }
      addFour(totals + <usize>c * 16, sum);
    }
    for (; c < end; c++) {
      const centre = load<f32>(mean + <usize>c * 4);
      let sum: f32 = 0;
      for (let p = from; p < last; p += step) {
        const d = load<f32>(p + <usize>c * 4) - centre;
        sum += d * d;
      }
      addOne(totals + <usize>c * 16, sum);
    }
  }
  storeTotals(totals, variance, scale, begin, end);
}

/** sumDy[c] = sum of dy[:, c] and sumDyXhat[c] = sum of dy[:, c] * (x[:, c] - mean[c]) * inverseStd[c]. */
export function channelGradientSums(
  x: usize, dy: usize, mean: usize, inverseStd: usize, sumDy: usize, sumDyXhat: usize, totals: usize,
  rows: i32, channels: i32, begin: i32, end: i32,
): void {
  memory.fill(totals + <usize>begin * 16, 0, <usize>(end - begin) * 16);
  const step = <usize>channels * 4;
  const second: usize = 8;
  for (let block = 0; block < rows; block += BLOCK / 2) {
    const from = x + <usize>block * step, last = x + <usize>min(rows, block + BLOCK / 2) * step;
    const gradients = dy - x;
    let c = begin;
    for (; c + 4 <= end; c += 4) {
      const centre = v128.load(mean + <usize>c * 4);
      let sum = f32x4.splat(0), sumX = f32x4.splat(0);
      for (let p = from + <usize>c * 4; p < last; p += step) {
        const g = v128.load(p + gradients);
        sum = f32x4.add(sum, g);
        sumX = f32x4.add(sumX, f32x4.mul(g, f32x4.sub(v128.load(p), centre)));
      }
      addFour(totals + <usize>c * 16, sum);
      addFour(totals + <usize>c * 16 + second, sumX);
    }
    for (; c < end; c++) {
      const centre = load<f32>(mean + <usize>c * 4);
      let sum: f32 = 0, sumX: f32 = 0;
      for (let p = from + <usize>c * 4; p < last; p += step) {
        const g = load<f32>(p + gradients);
        sum += g;
        sumX += g * (load<f32>(p) - centre);
      }
      addOne(totals + <usize>c * 16, sum);
      addOne(totals + <usize>c * 16 + second, sumX);
    }
  }
  storeTotals(totals, sumDy, 1, begin, end);
  storeTotals(totals + second, sumDyXhat, 1, begin, end);
  for (let c = begin; c < end; c++) {
    store<f32>(sumDyXhat + <usize>c * 4, load<f32>(sumDyXhat + <usize>c * 4) * load<f32>(inverseStd + <usize>c * 4));
  }
}

/** means[n, c] = mean of x[n, :, c] for pictures of `rows` pixels: global average pooling. Threads take ranges of the pictures. */
export function pictureMeans(x: usize, means: usize, totals: usize, rows: i32, channels: i32, begin: i32, end: i32): void {
  for (let n = begin; n < end; n++) {
    channelSums(x + <usize>n * rows * channels * 4, means + <usize>(n * channels) * 4, totals + <usize>(n * channels) * 16,
      rows, channels, 1.0 / <f64>rows, 0, channels);
  }
}

/** Adds a vector to four totals, which lie 16 bytes apart. */
@inline
function addFour(totals: usize, sum: v128): void {
  addOne(totals, f32x4.extract_lane(sum, 0));
  addOne(totals + 16, f32x4.extract_lane(sum, 1));
  addOne(totals + 32, f32x4.extract_lane(sum, 2));
  addOne(totals + 48, f32x4.extract_lane(sum, 3));
}

@inline
function addOne(total: usize, sum: f32): void {
  store<f64>(total, load<f64>(total) + <f64>sum);
}

function storeTotals(totals: usize, out: usize, scale: f64, begin: i32, end: i32): void {
  for (let c = begin; c < end; c++) store<f32>(out + <usize>c * 4, <f32>(load<f64>(totals + <usize>c * 16) * scale));
}
