/**
 * Reductions of x [rows, channels] over its rows, per channel: what batch normalization and bias gradients need.
 * Single-precision partial sums of 256 rows are added in double precision, so a quarter of a million pixels
 * cost no accuracy. Threads take ranges of the channels.
 */

const BLOCK = 256;

/** sums[c] = sum of x[:, c]. */
export function channelSums(x: usize, sums: usize, rows: i32, channels: i32, begin: i32, end: i32): void {
  const step = <usize>channels * 4;
  let c = begin;
  for (; c + 4 <= end; c += 4) {
    let low = f64x2.splat(0), high = f64x2.splat(0);
    for (let block = 0; block < rows; block += BLOCK) {
      let p = x + <usize>block * step + <usize>c * 4;
      const last = x + <usize>min(rows, block + BLOCK) * step;
      let partial = f32x4.splat(0);
      for (; p < last; p += step) partial = f32x4.add(partial, v128.load(p));
      low = f64x2.add(low, f64x2.promote_low_f32x4(partial));
      high = f64x2.add(high, f64x2.promote_low_f32x4(upper(partial)));
    }
    storeFour(sums + <usize>c * 4, low, high);
  }
  for (; c < end; c++) {
    let total: f64 = 0;
    for (let row = 0; row < rows; row++) total += <f64>load<f32>(x + <usize>row * step + <usize>c * 4);
    store<f32>(sums + <usize>c * 4, <f32>total);
  }
}

/** mean[c] and the biased variance[c] of x[:, c], in two passes: E[x^2] - E[x]^2 would cancel. */
export function channelMoments(x: usize, mean: usize, variance: usize, rows: i32, channels: i32, begin: i32, end: i32): void {
  channelSums(x, mean, rows, channels, begin, end);
  const scale = <f32>(1.0 / <f64>rows);
  for (let c = begin; c < end; c++) store<f32>(mean + <usize>c * 4, load<f32>(mean + <usize>c * 4) * scale);
  const step = <usize>channels * 4;
  let c = begin;
  for (; c + 4 <= end; c += 4) {
    const centre = v128.load(mean + <usize>c * 4);
    let low = f64x2.splat(0), high = f64x2.splat(0);
    for (let block = 0; block < rows; block += BLOCK) {
      let p = x + <usize>block * step + <usize>c * 4;
      const last = x + <usize>min(rows, block + BLOCK) * step;
      let partial = f32x4.splat(0);
      for (; p < last; p += step) {
        const d = f32x4.sub(v128.load(p), centre);
        partial = f32x4.add(partial, f32x4.mul(d, d));
      }
      low = f64x2.add(low, f64x2.promote_low_f32x4(partial));
      high = f64x2.add(high, f64x2.promote_low_f32x4(upper(partial)));
    }
    const factor = f64x2.splat(1.0 / <f64>rows);
    storeFour(variance + <usize>c * 4, f64x2.mul(low, factor), f64x2.mul(high, factor));
  }
  for (; c < end; c++) {
    const centre = load<f32>(mean + <usize>c * 4);
    let total: f64 = 0;
    for (let row = 0; row < rows; row++) {
      const d = <f64>(load<f32>(x + <usize>row * step + <usize>c * 4) - centre);
      total += d * d;
    }
    store<f32>(variance + <usize>c * 4, <f32>(total / <f64>rows));
  }
}

/** sumDy[c] = sum of dy[:, c] and sumDyXhat[c] = sum of dy[:, c] * (x[:, c] - mean[c]) * inverseStd[c]. */
export function channelGradientSums(
  x: usize, dy: usize, mean: usize, inverseStd: usize, sumDy: usize, sumDyXhat: usize,
  rows: i32, channels: i32, begin: i32, end: i32,
): void {
  const step = <usize>channels * 4;
  let c = begin;
  for (; c + 4 <= end; c += 4) {
    const centre = v128.load(mean + <usize>c * 4);
    let low = f64x2.splat(0), high = f64x2.splat(0), lowX = f64x2.splat(0), highX = f64x2.splat(0);
    for (let block = 0; block < rows; block += BLOCK) {
      const offset = <usize>block * step + <usize>c * 4;
      let p = x + offset;
      let q = dy + offset;
      const last = x + <usize>min(rows, block + BLOCK) * step;
      let partial = f32x4.splat(0), partialX = f32x4.splat(0);
      for (; p < last; p += step, q += step) {
        const g = v128.load(q);
        partial = f32x4.add(partial, g);
        partialX = f32x4.add(partialX, f32x4.mul(g, f32x4.sub(v128.load(p), centre)));
      }
      low = f64x2.add(low, f64x2.promote_low_f32x4(partial));
      high = f64x2.add(high, f64x2.promote_low_f32x4(upper(partial)));
      lowX = f64x2.add(lowX, f64x2.promote_low_f32x4(partialX));
      highX = f64x2.add(highX, f64x2.promote_low_f32x4(upper(partialX)));
    }
    storeFour(sumDy + <usize>c * 4, low, high);
    const scale = v128.load(inverseStd + <usize>c * 4);
    storeFour(
      sumDyXhat + <usize>c * 4,
      f64x2.mul(lowX, f64x2.promote_low_f32x4(scale)),
      f64x2.mul(highX, f64x2.promote_low_f32x4(upper(scale))),
    );
  }
  for (; c < end; c++) {
    const centre = load<f32>(mean + <usize>c * 4);
    let total: f64 = 0, totalX: f64 = 0;
    for (let row = 0; row < rows; row++) {
      const offset = <usize>row * step + <usize>c * 4;
      const g = load<f32>(dy + offset);
      total += <f64>g;
      totalX += <f64>(g * (load<f32>(x + offset) - centre));
    }
    store<f32>(sumDy + <usize>c * 4, <f32>total);
    store<f32>(sumDyXhat + <usize>c * 4, <f32>(totalX * <f64>load<f32>(inverseStd + <usize>c * 4)));
  }
}

@inline
function upper(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 2, 3);
}

@inline
function storeFour(target: usize, low: v128, high: v128): void {
  const a = f32x4.demote_f64x2_zero(low), b = f32x4.demote_f64x2_zero(high);
  v128.store(target, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
}
