/**
 * Depthwise convolution of NHWC images and its two gradients. Each input channel has `multiplier` filters of its own; output
 * channel o belongs to input channel o / multiplier:
 *
 *   y[n, oh, ow, o] = bias[o] + sum over kh, kw of x[n, oh * s - pad + kh * d, ow * s - pad + kw * d, o / multiplier] * w[kh, kw, o]
 *
 * A filter [filterHeight, filterWidth, channels, multiplier] holds the weights of a tap in the order of the output channels,
 * so with a multiplier of 1 images and weights are read 16 channels at a time. Other multipliers take one channel at a time.
 */

import { atLeast, atMost } from './clamp';
import { multiplyAdd } from './multiply-add';

/** Output channels of a unit of work of the filter gradient: a few lines of the cache from every pixel. */
const GROUP_CHANNELS = 64;

/** y = min(ceiling, max(floor, sum)); `bias` 0 stands for zeros. Threads take ranges of output rows. */
export function depthwiseConv2d(
  x: usize,
  filter: usize,
  bias: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
  floor: f32,
  ceiling: f32,
  begin: i32,
  end: i32,
): void {
  const outChannels = channels * multiplier;
  const pixel = <usize>channels * 4;
  const tap = <usize>outChannels * 4;
  const rowStep = <usize>(dilationHeight * width) * pixel;
  const columnStep = <usize>dilationWidth * pixel;
  for (let row = begin; row < end; row++) {
    const image = x + <usize>((row / outHeight) * height * width) * pixel;
    const top = (row % outHeight) * strideHeight - padTop;
    const khBegin = firstTap(top, dilationHeight);
    const rows = endTap(top, height, dilationHeight, filterHeight) - khBegin;
    for (let ow = 0; ow < outWidth; ow++) {
      const left = ow * strideWidth - padLeft;
      const kwBegin = firstTap(left, dilationWidth);
      const columns = endTap(left, width, dilationWidth, filterWidth) - kwBegin;
      const out = y + <usize>(row * outWidth + ow) * tap;
      const from =
        image + <usize>((top + khBegin * dilationHeight) * width + left + kwBegin * dilationWidth) * pixel;
      const weights = filter + <usize>(khBegin * filterWidth + kwBegin) * tap;
      const tapRow = <usize>filterWidth * tap;
      let o: usize = 0;
      if (multiplier === 1) {
        o = sumTaps(
          out,
          from,
          weights,
          bias,
          rows,
          columns,
          rowStep,
          columnStep,
          tapRow,
          tap,
          tap,
          floor,
          ceiling,
        );
      }
      for (; o < tap; o += 4) {
        const c = from + <usize>((<i32>o >> 2) / multiplier) * 4;
        let sum: f32 = bias ? load<f32>(bias + o) : 0;
        for (let kh = 0; kh < rows; kh++) {
          for (let kw = 0; kw < columns; kw++) {
            const value = load<f32>(c + <usize>kh * rowStep + <usize>kw * columnStep);
            sum += value * load<f32>(weights + <usize>kh * tapRow + <usize>kw * tap + o);
          }
        }
        store<f32>(out + o, min(ceiling, max(floor, sum)));
      }
    }
  }
}

/**
 * dx[n, ih, iw, c] = sum over the taps that reach the pixel of dy * w. Those taps are a stride apart in the filter, and their
 * pixels in dy are neighbors, in reverse order. Threads take ranges of the rows of dx.
 */
export function depthwiseConv2dInputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
  begin: i32,
  end: i32,
): void {
  const pixel = <usize>channels * 4;
  const tap = pixel * multiplier;
  const rowStep = 0 - <usize>outWidth * tap;
  const columnStep = 0 - tap;
  const tapRow = <usize>(strideHeight * filterWidth) * tap;
  const tapColumn = <usize>strideWidth * tap;
  for (let row = begin; row < end; row++) {
    const image = dy + <usize>((row / height) * outHeight * outWidth) * tap;
    const bottom = (row % height) + padTop;
    const khBegin = firstReachingTap(bottom, outHeight, strideHeight);
    const oh = (bottom - khBegin) / strideHeight;
    const rows = reachingTaps(khBegin, oh, strideHeight, filterHeight);
    for (let iw = 0; iw < width; iw++) {
      const right = iw + padLeft;
      const kwBegin = firstReachingTap(right, outWidth, strideWidth);
      const ow = (right - kwBegin) / strideWidth;
      const columns = reachingTaps(kwBegin, ow, strideWidth, filterWidth);
      const out = dx + <usize>(row * width + iw) * pixel;
      const from = image + <usize>(oh * outWidth + ow) * tap;
      const weights = filter + <usize>(khBegin * filterWidth + kwBegin) * tap;
      let c: usize = 0;
      if (multiplier === 1) {
        c = sumTaps(
          out,
          from,
          weights,
          0,
          rows,
          columns,
          rowStep,
          columnStep,
          tapRow,
          tapColumn,
          pixel,
          -Infinity,
          Infinity,
        );
      }
      for (; c < pixel; c += 4) {
        let sum: f32 = 0;
        for (let kh = 0; kh < rows; kh++) {
          for (let kw = 0; kw < columns; kw++) {
            const p = from + <usize>kh * rowStep + <usize>kw * columnStep + c * multiplier;
            const q = weights + <usize>kh * tapRow + <usize>kw * tapColumn + c * multiplier;
            for (let m: usize = 0; m < <usize>multiplier * 4; m += 4) {
              sum += load<f32>(p + m) * load<f32>(q + m);
            }
          }
        }
        store<f32>(out + c, sum);
      }
    }
  }
}

/**
 * parts[block, kh, kw, o] = sum over the output rows of the block of x * dy; `addParts` adds up the blocks. Blocks depend on
 * the shape alone, so any number of threads gives the same bits. A unit is one block and one group of 64 output
 * channels; threads take ranges of units.
 */
export function depthwiseConv2dFilterGradient(
  x: usize,
  dy: usize,
  parts: usize,
  outRows: i32,
  blockRows: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
  begin: i32,
  end: i32,
): void {
  const outChannels = channels * multiplier;
  const groups = (outChannels + GROUP_CHANNELS - 1) / GROUP_CHANNELS;
  const pixel = <usize>channels * 4;
  const tap = <usize>outChannels * 4;
  const columnStep = <usize>strideWidth * pixel;
  const taps = filterHeight * filterWidth;
  for (let unit = begin; unit < end; unit++) {
    const block = unit / groups;
    const first = <usize>((unit % groups) * GROUP_CHANNELS) * 4;
    const last = min(tap, first + GROUP_CHANNELS * 4);
    const sums = parts + <usize>(block * taps) * tap;
    for (let k = 0; k < taps; k++) {
      memory.fill(sums + <usize>k * tap + first, 0, last - first);
    }
    for (let row = block * blockRows; row < min(outRows, (block + 1) * blockRows); row++) {
      const image = x + <usize>((row / outHeight) * height * width) * pixel;
      const top = (row % outHeight) * strideHeight - padTop;
      const slopes = dy + <usize>(row * outWidth) * tap;
      const khEnd = endTap(top, height, 1, filterHeight);
      let o = first;
      if (multiplier === 1) {
        for (; o + 64 <= last; o += 64) {
          for (let kh = firstTap(top, 1); kh < khEnd; kh++) {
            const source = image + <usize>((top + kh) * width) * pixel;
            for (let kw = 0; kw < filterWidth; kw++) {
              const owBegin = firstTap(kw - padLeft, strideWidth);
              const owEnd = endTap(kw - padLeft, width, strideWidth, outWidth);
              const p = source + <usize>(owBegin * strideWidth + kw - padLeft) * pixel + o;
              const q = slopes + <usize>owBegin * tap + o;
              addProducts(
                sums + <usize>(kh * filterWidth + kw) * tap + o,
                p,
                q,
                owEnd - owBegin,
                columnStep,
                tap,
              );
            }
          }
        }
      }
      for (; o < last; o += 4) {
        const c = <usize>((<i32>o >> 2) / multiplier) * 4;
        for (let kh = firstTap(top, 1); kh < khEnd; kh++) {
          const source = image + <usize>((top + kh) * width) * pixel + c;
          for (let kw = 0; kw < filterWidth; kw++) {
            const owEnd = endTap(kw - padLeft, width, strideWidth, outWidth);
            const to = sums + <usize>(kh * filterWidth + kw) * tap + o;
            let sum = load<f32>(to);
            for (let ow = firstTap(kw - padLeft, strideWidth); ow < owEnd; ow++) {
              const p = source + <usize>(ow * strideWidth + kw - padLeft) * pixel;
              sum += load<f32>(p) * load<f32>(slopes + <usize>ow * tap + o);
            }
            store<f32>(to, sum);
          }
        }
      }
    }
  }
}

/** The smallest i >= 0 with start + i * step >= 0. */
// @inline
function firstTap(start: i32, step: i32): i32 {
  return start >= 0 ? 0 : (step - 1 - start) / step;
}

/** The end of those i in [0, count) with start + i * step < size. */
// @inline
function endTap(start: i32, size: i32, step: i32, count: i32): i32 {
  return start >= size ? 0 : min(count, (size - start + step - 1) / step);
}

/** The first tap that reaches a pixel, `place` = its index plus the padding, from an output pixel that exists. */
// @inline
function firstReachingTap(place: i32, outSize: i32, stride: i32): i32 {
  return (place % stride) + max(0, place / stride - outSize + 1) * stride;
}

/** How many taps reach a pixel, from `first`, which reaches it from output pixel `out`. */
// @inline
function reachingTaps(first: i32, out: i32, stride: i32, filterSize: i32): i32 {
  return first >= filterSize ? 0 : min(out + 1, (filterSize - first + stride - 1) / stride);
}

/**
 * The sums of one pixel over a rectangle of taps, 16 channels and then 4 at a time, with a multiplier of 1. Returns the
 * offset in bytes of the first channel that is left.
 */
function sumTaps(
  out: usize,
  from: usize,
  weights: usize,
  bias: usize,
  rows: i32,
  columns: i32,
  rowStep: usize,
  columnStep: usize,
  tapRow: usize,
  tapColumn: usize,
  bytes: usize,
  floor: f32,
  ceiling: f32,
): usize {
  const lowest = f32x4.splat(floor);
  const highest = f32x4.splat(ceiling);
  let c: usize = 0;
  for (; c + 64 <= bytes; c += 64) {
    let a = f32x4.splat(0);
    let b = a;
    let d = a;
    let e = a;
    if (bias) {
      a = v128.load(bias + c);
      b = v128.load(bias + c, 16);
      d = v128.load(bias + c, 32);
      e = v128.load(bias + c, 48);
    }
    for (let kh = 0; kh < rows; kh++) {
      let p = from + <usize>kh * rowStep + c;
      let q = weights + <usize>kh * tapRow + c;
      for (let kw = 0; kw < columns; kw++, p += columnStep, q += tapColumn) {
        a = multiplyAdd(v128.load(p), v128.load(q), a);
        b = multiplyAdd(v128.load(p, 16), v128.load(q, 16), b);
        d = multiplyAdd(v128.load(p, 32), v128.load(q, 32), d);
        e = multiplyAdd(v128.load(p, 48), v128.load(q, 48), e);
      }
    }
    v128.store(out + c, atMost(atLeast(a, lowest), highest));
    v128.store(out + c, atMost(atLeast(b, lowest), highest), 16);
    v128.store(out + c, atMost(atLeast(d, lowest), highest), 32);
    v128.store(out + c, atMost(atLeast(e, lowest), highest), 48);
  }
  for (; c + 16 <= bytes; c += 16) {
    let sum = bias ? v128.load(bias + c) : f32x4.splat(0);
    for (let kh = 0; kh < rows; kh++) {
      let p = from + <usize>kh * rowStep + c;
      let q = weights + <usize>kh * tapRow + c;
      for (let kw = 0; kw < columns; kw++, p += columnStep, q += tapColumn) {
        sum = multiplyAdd(v128.load(p), v128.load(q), sum);
      }
    }
    v128.store(out + c, atMost(atLeast(sum, lowest), highest));
  }
  return c;
}

/** sums[16] += the sum of the products of `count` pixels, 16 channels of each. */
function addProducts(sums: usize, p: usize, q: usize, count: i32, pStep: usize, qStep: usize): void {
  let a = v128.load(sums);
  let b = v128.load(sums, 16);
  let d = v128.load(sums, 32);
  let e = v128.load(sums, 48);
  for (let i = 0; i < count; i++, p += pStep, q += qStep) {
    a = multiplyAdd(v128.load(p), v128.load(q), a);
    b = multiplyAdd(v128.load(p, 16), v128.load(q, 16), b);
    d = multiplyAdd(v128.load(p, 32), v128.load(q, 32), d);
    e = multiplyAdd(v128.load(p, 48), v128.load(q, 48), e);
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, d, 32);
  v128.store(sums, e, 48);
}
