/**
 * Filter gradient of an NHWC convolution. As a 1x1 convolution it is also the product A^T B.
 *
 *   dw[kh, kw, ci, co] = sum over n, oh, ow of x[n, oh * s - pad + kh * d, ow * s - pad + kw * d, ci] * dy[n, oh, ow, co]
 *
 * A pixel of x has `pixelChannels` numbers; a tap reads `channels` of them, or more, which are then those of its neighbors in the row.
 * The sum runs over pixels, so a tile of 4 input by 8 output channels stays in eight registers while pixels stream past; with fused multiply-add, one of
 * 6 by 8 in twelve. For each tap, a list holds the addresses in x and dy of those pixels of a block whose input pixel is inside the image. The channels
 * of a unit, one tap with 12 input and 64 output channels, are first copied side by side for the pixels of the list: pixels of many channels lie in the same
 * places of a cache. If one unit has all input channels, a copy would serve no other, and none is made; there are few such units, so each has only the eight
 * output channels of a tile. Units write disjoint parts of dw; threads take ranges of units.
 */

import { multiplyAdd } from './multiply-add';

const PIXELS = 256;
/** Input and output channels of a unit; rows divide into tiles of four and of six. */
const ROWS = 12;
const COLUMNS = 64;
/** Output channels of a unit that has all input channels. */
const LISTED_COLUMNS = 8;
const LIST_BYTES = PIXELS * 8;
const ROWS_BYTES = PIXELS * ROWS * 4;
const COLUMNS_BYTES = PIXELS * COLUMNS * 4;

export function conv2dFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  pixelChannels: i32,
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
  const rowGroups = (channels + ROWS - 1) / ROWS;
  const unitColumns = rowGroups === 1 ? LISTED_COLUMNS : COLUMNS;
  const groups = rowGroups * ((outChannels + unitColumns - 1) / unitColumns);
  const step = <usize>outChannels * 4;
  const list = scratch + <usize>thread * (LIST_BYTES + ROWS_BYTES + COLUMNS_BYTES);
  const left = list + LIST_BYTES;
  const right = left + ROWS_BYTES;
  for (let unit = begin; unit < end; unit++) {
    const ci = (unit % rowGroups) * ROWS;
    const co = ((unit % groups) / rowGroups) * unitColumns;
    const bytes = <usize>min(unitColumns, outChannels - co) * 4;
    let target = dw + <usize>((unit / groups) * channels + ci) * step + <usize>co * 4;
    for (let row = min(ROWS, channels - ci); row > 0; row--, target += step) {
      memory.fill(target, 0, bytes);
    }
  }
  const pixels = batch * outHeight * outWidth;
  for (let pixel = 0; pixel < pixels; pixel += PIXELS) {
    const last = min(pixels, pixel + PIXELS);
    let listEnd = list;
    let listed = -1;
    let copied = -1;
    for (let unit = begin; unit < end; unit++) {
      const tap = unit / groups;
      if (tap !== listed) {
        listEnd = fillList(
          list,
          x,
          dy,
          pixel,
          last,
          height,
          width,
          pixelChannels,
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
      const ci = (unit % rowGroups) * ROWS;
      const co = ((unit % groups) / rowGroups) * unitColumns;
      const rows = min(ROWS, channels - ci);
      const columns = min(unitColumns, outChannels - co);
      const target = dw + <usize>(tap * channels + ci) * step + <usize>co * 4;
      let column: usize = 0;
      if (rowGroups === 1) {
        for (; column + 8 <= <usize>columns; column += 8) {
          addListedRows8(list, listEnd, (<usize>co + column) * 4, target + column * 4, step, rows);
        }
      } else {
        if (unit / rowGroups !== copied) {
          copyColumns8(list, listEnd, <usize>co * 4, columns / 8, right);
          copied = unit / rowGroups;
        }
        copyRows(list, listEnd, <usize>ci * 4, rows, left);
        const count = (listEnd - list) / 8;
        for (; column + 8 <= <usize>columns; column += 8) {
          addRows8(left, right + column * (PIXELS * 4), count, target + column * 4, step, rows);
        }
      }
      for (; column < <usize>columns; column++) {
        const q = (<usize>co + column) * 4;
        for (let row: usize = 0; row < <usize>rows; row++) {
          tile1x1(list, listEnd, (<usize>ci + row) * 4, q, target + row * step + column * 4);
        }
      }
    }
  }
}

/** Copies `rows` numbers of each pixel of x side by side. */
function copyRows(list: usize, end: usize, ci: usize, rows: i32, out: usize): void {
  if (rows === ROWS) {
    for (; list < end; list += 8, out += ROWS * 4) {
      const p = load<usize>(list) + ci;
      v128.store(out, v128.load(p));
      v128.store(out, v128.load(p, 16), 16);
      v128.store(out, v128.load(p, 32), 32);
    }
    return;
  }
  for (; list < end; list += 8) {
    const p = load<usize>(list) + ci;
    for (let row: usize = 0; row < <usize>rows; row++, out += 4) {
      store<f32>(out, load<f32>(p + row * 4));
    }
  }
}

/** Copies groups of eight numbers of each pixel of dy: all pixels of a group side by side, the groups PIXELS apart. */
function copyColumns8(list: usize, end: usize, co: usize, groups: i32, out: usize): void {
  for (; list < end; list += 8, out += 32) {
    let q = load<usize>(list, 4) + co;
    for (let group = 0, to = out; group < groups; group++, q += 32, to += PIXELS * 32) {
      v128.store(to, v128.load(q));
      v128.store(to, v128.load(q, 16), 16);
    }
  }
}

/** Eight output channels of some input channels: six rows at a time where multiplying and adding is one instruction, else four. */
function addRows8(left: usize, right: usize, count: usize, target: usize, step: usize, rows: i32): void {
  const rowBytes = <usize>rows * 4;
  const stop = right + count * 32;
  if (ASC_FEATURE_RELAXED_SIMD && rows === ROWS) {
    tile6x8(left, rowBytes, right, stop, target, step);
    tile6x8(left + 24, rowBytes, right, stop, target + 6 * step, step);
    return;
  }
  let row: usize = 0;
  for (; row + 4 <= <usize>rows; row += 4) {
    tile4x8(left + row * 4, rowBytes, right, stop, target + row * step, step);
  }
  for (; row < <usize>rows; row++) {
    tile1x8(left + row * 4, rowBytes, right, stop, target + row * step);
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

function tile4x8(p: usize, rowBytes: usize, q: usize, stop: usize, target: usize, step: usize): void {
  let a0 = v128.load(target);
  let b0 = v128.load(target, 16);
  let a1 = v128.load(target + step);
  let b1 = v128.load(target + step, 16);
  let a2 = v128.load(target + 2 * step);
  let b2 = v128.load(target + 2 * step, 16);
  let a3 = v128.load(target + 3 * step);
  let b3 = v128.load(target + 3 * step, 16);
  for (; q < stop; q += 32, p += rowBytes) {
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

function tile6x8(p: usize, rowBytes: usize, q: usize, stop: usize, target: usize, step: usize): void {
  let a0 = v128.load(target);
  let b0 = v128.load(target, 16);
  let a1 = v128.load(target + step);
  let b1 = v128.load(target + step, 16);
  let a2 = v128.load(target + 2 * step);
  let b2 = v128.load(target + 2 * step, 16);
  let a3 = v128.load(target + 3 * step);
  let b3 = v128.load(target + 3 * step, 16);
  let a4 = v128.load(target + 4 * step);
  let b4 = v128.load(target + 4 * step, 16);
  let a5 = v128.load(target + 5 * step);
  let b5 = v128.load(target + 5 * step, 16);
  for (; q < stop; q += 32, p += rowBytes) {
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
    s = v128.load32_splat(p, 16);
    a4 = multiplyAdd(s, g0, a4);
    b4 = multiplyAdd(s, g1, b4);
    s = v128.load32_splat(p, 20);
    a5 = multiplyAdd(s, g0, a5);
    b5 = multiplyAdd(s, g1, b5);
  }
  v128.store(target, a0);
  v128.store(target, b0, 16);
  v128.store(target + step, a1);
  v128.store(target + step, b1, 16);
  v128.store(target + 2 * step, a2);
  v128.store(target + 2 * step, b2, 16);
  v128.store(target + 3 * step, a3);
  v128.store(target + 3 * step, b3, 16);
  v128.store(target + 4 * step, a4);
  v128.store(target + 4 * step, b4, 16);
  v128.store(target + 5 * step, a5);
  v128.store(target + 5 * step, b5, 16);
}

function tile1x8(p: usize, rowBytes: usize, q: usize, stop: usize, target: usize): void {
  let a = v128.load(target);
  let b = v128.load(target, 16);
  for (; q < stop; q += 32, p += rowBytes) {
    const s = v128.load32_splat(p);
    a = multiplyAdd(s, v128.load(q), a);
    b = multiplyAdd(s, v128.load(q, 16), b);
  }
  v128.store(target, a);
  v128.store(target, b, 16);
}

/** {@link addRows8} straight from x and dy, for the first input channels. */
function addListedRows8(list: usize, end: usize, co: usize, target: usize, step: usize, rows: i32): void {
  let row: usize = 0;
  for (; row + 4 <= <usize>rows; row += 4) {
    listedTile4x8(list, end, row * 4, co, target + row * step, step);
  }
  for (; row < <usize>rows; row++) {
    listedTile1x8(list, end, row * 4, co, target + row * step);
  }
}

function listedTile4x8(list: usize, end: usize, ci: usize, co: usize, target: usize, step: usize): void {
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

function listedTile1x8(list: usize, end: usize, ci: usize, co: usize, target: usize): void {
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

/** With few output channels, straight from x and dy. */
function tile1x1(list: usize, end: usize, ci: usize, co: usize, target: usize): void {
  let sum = load<f32>(target);
  for (; list < end; list += 8) {
    sum += load<f32>(load<usize>(list) + ci) * load<f32>(load<usize>(list, 4) + co);
  }
  store<f32>(target, sum);
}
