/**
 * Filter gradient of an NHWC convolution. As a 1x1 convolution it is also the product A^T B.
 *
 *   dw[kh, kw, ci, co] = sum over n, oh, ow of x[n, oh * s - pad + kh * d, ow * s - pad + kw * d, ci] * dy[n, oh, ow, co]
 *
 * The sum runs over pixels, so a tile of 4 input by 8 output channels stays in eight registers while pixels stream past. For
 * each tap, a list holds the addresses in x and dy of those pixels of a block whose input pixel is inside the image. A block
 * of 256 pixels stays in the second-level cache while all taps and tiles read it. A unit is one tap and four input channels.
 * Units write disjoint parts of dw; threads take ranges of units.
 */

import { multiplyAdd } from './multiply-add';

const PIXELS = 256;

export function conv2dFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
  begin: i32,
  end: i32,
  thread: i32,
): void {
  const tilesPerTap = (channels + 3) / 4;
  const step = <usize>outChannels * 4;
  const list = scratch + <usize>thread * (PIXELS * 8);
  for (let unit = begin; unit < end; unit++) {
    const row = (unit / tilesPerTap) * channels + (unit % tilesPerTap) * 4;
    memory.fill(dw + <usize>row * step, 0, <usize>min(4, channels - (unit % tilesPerTap) * 4) * step);
  }
  const pixels = batch * outHeight * outWidth;
  for (let pixel = 0; pixel < pixels; pixel += PIXELS) {
    const last = min(pixels, pixel + PIXELS);
    let listEnd = list;
    let listed = -1;
    for (let unit = begin; unit < end; unit++) {
      const tap = unit / tilesPerTap;
      if (tap !== listed) {
        listEnd = fillList(
          list,
          x,
          dy,
          pixel,
          last,
          height,
          width,
          channels,
          outHeight,
          outWidth,
          outChannels,
          strideHeight,
          strideWidth,
          (tap / filterWidth) * dilationHeight - padTop,
          (tap % filterWidth) * dilationWidth - padLeft,
        );
        listed = tap;
      }
      const ci = (unit % tilesPerTap) * 4;
      const rows = min(4, channels - ci);
      const target = dw + <usize>(tap * channels + ci) * step;
      let co = 0;
      for (; co + 8 <= outChannels; co += 8) {
        const p = <usize>ci * 4;
        const q = <usize>co * 4;
        if (rows === 4) {
          tile4x8(list, listEnd, p, q, target + q, step);
        } else {
          for (let r: usize = 0; r < <usize>rows; r++) {
            tile1x8(list, listEnd, p + r * 4, q, target + r * step + q);
          }
        }
      }
      for (; co < outChannels; co++) {
        const p = <usize>ci * 4;
        const q = <usize>co * 4;
        if (rows === 4) {
          tile4x1(list, listEnd, p, q, target + q, step);
        } else {
          for (let r: usize = 0; r < <usize>rows; r++) {
            tile1x1(list, listEnd, p + r * 4, q, target + r * step + q);
          }
        }
      }
    }
  }
}

/** Lists the addresses in x and dy of the output pixels in [begin, end) whose input pixel is inside the image; returns the list's end. */
function fillList(
  list: usize,
  x: usize,
  dy: usize,
  begin: i32,
  end: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  strideHeight: i32,
  strideWidth: i32,
  rowShift: i32,
  columnShift: i32,
): usize {
  let c = begin % outWidth;
  let r = (begin / outWidth) % outHeight;
  let n = begin / outWidth / outHeight;
  for (let pixel = begin; pixel < end; pixel++) {
    const row = r * strideHeight + rowShift;
    const column = c * strideWidth + columnShift;
    if (<u32>row < <u32>height && <u32>column < <u32>width) {
      store<usize>(list, x + <usize>(((n * height + row) * width + column) * channels) * 4);
      store<usize>(list, dy + <usize>(pixel * outChannels) * 4, 4);
      list += 8;
    }
    if (++c === outWidth) {
      c = 0;
      if (++r === outHeight) {
        r = 0;
        n++;
      }
    }
  }
  return list;
}

function tile4x8(list: usize, end: usize, ci: usize, co: usize, target: usize, step: usize): void {
  let a0 = v128.load(target);
  let b0 = v128.load(target, 16);
  let a1 = v128.load(target + step);
  let b1 = v128.load(target + step, 16);
  let a2 = v128.load(target + 2 * step);
  let b2 = v128.load(target + 2 * step, 16);
  let a3 = v128.load(target + 3 * step);
  let b3 = v128.load(target + 3 * step, 16);
  for (; list < end; list += 8) {
    const p = load<usize>(list) + ci;
    const q = load<usize>(list, 4) + co;
    const g0 = v128.load(q);
    const g1 = v128.load(q, 16);
    let s = v128.load32_splat(p);
    a0 = multiplyAdd(s, g0, a0);
    b0 = multiplyAdd(s, g1, b0);
    s = v128.load32_splat(p, 4);
    a1 = multiplyAdd(s, g0, a1);
    b1 = multiplyAdd(s, g1, b1);
    s = v128.load32_splat(p, 8);
    a2 = multiplyAdd(s, g0, a2);
    b2 = multiplyAdd(s, g1, b2);
    s = v128.load32_splat(p, 12);
    a3 = multiplyAdd(s, g0, a3);
    b3 = multiplyAdd(s, g1, b3);
  }
  v128.store(target, a0);
  v128.store(target, b0, 16);
  v128.store(target + step, a1);
  v128.store(target + step, b1, 16);
  v128.store(target + 2 * step, a2);
  v128.store(target + 2 * step, b2, 16);
  v128.store(target + 3 * step, a3);
  v128.store(target + 3 * step, b3, 16);
}

function tile1x8(list: usize, end: usize, ci: usize, co: usize, target: usize): void {
  let a = v128.load(target);
  let b = v128.load(target, 16);
  for (; list < end; list += 8) {
    const q = load<usize>(list, 4) + co;
    const s = v128.load32_splat(load<usize>(list) + ci);
    a = multiplyAdd(s, v128.load(q), a);
    b = multiplyAdd(s, v128.load(q, 16), b);
  }
  v128.store(target, a);
  v128.store(target, b, 16);
}

/** With few output channels, the vector runs along the input channels. */
function tile4x1(list: usize, end: usize, ci: usize, co: usize, target: usize, step: usize): void {
  let sum = f32x4.splat(0);
  for (; list < end; list += 8) {
    sum = multiplyAdd(v128.load(load<usize>(list) + ci), v128.load32_splat(load<usize>(list, 4) + co), sum);
  }
  store<f32>(target, load<f32>(target) + f32x4.extract_lane(sum, 0));
  store<f32>(target + step, load<f32>(target + step) + f32x4.extract_lane(sum, 1));
  store<f32>(target + 2 * step, load<f32>(target + 2 * step) + f32x4.extract_lane(sum, 2));
  store<f32>(target + 3 * step, load<f32>(target + 3 * step) + f32x4.extract_lane(sum, 3));
}

function tile1x1(list: usize, end: usize, ci: usize, co: usize, target: usize): void {
  let sum = load<f32>(target);
  for (; list < end; list += 8) {
    sum += load<f32>(load<usize>(list) + ci) * load<f32>(load<usize>(list, 4) + co);
  }
  store<f32>(target, sum);
}
