/**
 * Convolution of NHWC images as a sum over taps; a tap is a shift and a matrix of weights:
 *
 *   target[n, r * rowStep + rowStart, c * columnStep + columnStart, co] =
 *     bias[co] + sum over taps, ci of source[n, r * sourceRowStep + dr, c * sourceColumnStep + dc, ci] * w[tap, ci, co]
 *
 * for each pixel (r, c) of a grid; the source is zero outside of its bounds. The forward convolution is one sum, with the
 * stride as the source's step. The input gradient of stride s is s * s sums, each over the pixels of dx that the same taps
 * reach.
 *
 * A tile of 2 pixels by 16 channels (or 4 by 8, or 2 by 4) stays in eight registers while weights, in the order of
 * `packConv2dWeights`, stream past. A block of 32 pixels takes up to 256 rows of weights at a time, so both stay in the
 * first-level cache. A unit is one block and one group of output channels. All groups of a block are neighbors, so a range of
 * units is a range of pixels except at its ends. Threads take ranges of units.
 */

import { multiplyAdd } from './multiply-add';

/** Pixels in a block. */
const PIXELS = 32;
/** Rows of weights that a block takes at a time. */
const ROWS = 256;
/** Layout of `scratch`: zeros, read in place of pixels outside the source, then each thread's output of fillPixels and fillPointers. */
const ZEROS_BYTES = ROWS * 4;
const THREAD_BYTES = PIXELS * 16 + PIXELS * ROWS * 4;

export function conv2d(
  source: usize,
  weights: usize,
  bias: usize,
  target: usize,
  taps: usize,
  scratch: usize,
  tapCount: i32,
  filterTaps: i32,
  height: i32,
  width: i32,
  channels: i32,
  targetHeight: i32,
  targetWidth: i32,
  outChannels: i32,
  images: i32,
  rows: i32,
  columns: i32,
  rowStep: i32,
  rowStart: i32,
  columnStep: i32,
  columnStart: i32,
  sourceRowStep: i32,
  sourceColumnStep: i32,
  relu: i32,
  groupChannels: i32,
  begin: i32,
  end: i32,
  thread: i32,
): void {
  const pixelCount = images * rows * columns;
  const groups = (outChannels + groupChannels - 1) / groupChannels;
  const tapsAtOnce = max(1, ROWS / channels);
  const channelsAtOnce = min(channels, ROWS);
  const pixels = scratch + ZEROS_BYTES + <usize>thread * THREAD_BYTES;
  const pointers = pixels + PIXELS * 16;

  for (let unit = begin; unit < end; ) {
    const firstGroup = unit % groups;
    const lastGroup = min(groups, firstGroup + end - unit);
    const outBegin = firstGroup * groupChannels;
    const outEnd = min(outChannels, lastGroup * groupChannels);
    const pixel = (unit / groups) * PIXELS;
    const count = min(PIXELS, pixelCount - pixel);
    fillPixels(
      pixels,
      pixel,
      count,
      rows,
      columns,
      source,
      target,
      height * width * channels * 4,
      targetHeight,
      targetWidth,
      outChannels * 4,
      rowStep,
      rowStart,
      columnStep,
      columnStart,
      sourceRowStep,
      sourceColumnStep,
    );
    let tapBegin = 0;
    do {
      const tapEnd = min(tapCount, tapBegin + tapsAtOnce);
      for (let ci = 0; ci < channels; ci += channelsAtOnce) {
        const depth = min(channelsAtOnce, channels - ci);
        fillPointers(pointers, pixels, scratch, taps, tapBegin, tapEnd, height, width, channels, ci);
        const first = tapBegin === 0 && ci === 0;
        const clamp = relu !== 0 && tapEnd === tapCount && ci + depth === channels;
        for (let co = outBegin; co < outEnd; ) {
          const block = blockWidth(outChannels - co);
          const packed = weights + (<usize>filterTaps * channels * co + <usize>ci * block) * 4;
          const tapBytes = <usize>(channels * block) * 4;
          const start = first ? (bias ? bias + <usize>co * 4 : 1) : 0;
          const lanes = min(block, outChannels - co);
          for (let i: usize = 0; i < <usize>count; i += block === 8 ? 4 : 2) {
            const p = pointers + i * 4;
            const out = pixels + i * 16;
            const offset = <usize>co * 4;
            if (block === 16) {
              tile2x16(p, packed, tapBytes, taps, tapBegin, tapEnd, depth, out, offset, start, clamp);
            } else if (block === 8) {
              tile4x8(p, packed, tapBytes, taps, tapBegin, tapEnd, depth, out, offset, start, clamp);
            } else {
              tile2x4(p, packed, tapBytes, taps, tapBegin, tapEnd, depth, out, offset, start, clamp, lanes);
            }
          }
          co += block;
        }
      }
      tapBegin = tapEnd;
    } while (tapBegin < tapCount);
    unit += lastGroup - firstGroup;
  }
}

/** How many of the remaining channels the next block packs together. */
// @inline
function blockWidth(channels: i32): i32 {
  return channels >= 16 ? 16 : channels >= 8 ? 8 : 4;
}

/** Writes for each pixel of a block: row and column in the source without a tap's shift, address of its image, address in the target. */
function fillPixels(
  pixels: usize,
  first: i32,
  count: i32,
  rows: i32,
  columns: i32,
  source: usize,
  target: usize,
  imageBytes: i32,
  targetHeight: i32,
  targetWidth: i32,
  targetBytes: i32,
  rowStep: i32,
  rowStart: i32,
  columnStep: i32,
  columnStart: i32,
  sourceRowStep: i32,
  sourceColumnStep: i32,
): void {
  let c = first % columns;
  let r = (first / columns) % rows;
  let n = first / columns / rows;
  for (let i = 0; i < PIXELS; i++) {
    const p = pixels + <usize>i * 16;
    store<i32>(p, r * sourceRowStep);
    store<i32>(p, c * sourceColumnStep, 4);
    store<usize>(p, source + <usize>n * imageBytes, 8);
    const place = (n * targetHeight + r * rowStep + rowStart) * targetWidth + c * columnStep + columnStart;
    store<usize>(p, target + <usize>place * targetBytes, 12);
    // An incomplete block repeats its last pixel to fill the last tile.
    if (i + 1 >= count) {
      continue;
    }
    if (++c === columns) {
      c = 0;
      if (++r === rows) {
        r = 0;
        n++;
      }
    }
  }
}

/** Writes the source address of each pixel of the block under each tap: [tap][pixel]. */
function fillPointers(
  pointers: usize,
  pixels: usize,
  zeros: usize,
  taps: usize,
  tapBegin: i32,
  tapEnd: i32,
  height: i32,
  width: i32,
  channels: i32,
  ci: i32,
): void {
  for (let tap = tapBegin; tap < tapEnd; tap++) {
    const dr = load<i32>(taps + <usize>tap * 12);
    const dc = load<i32>(taps + <usize>tap * 12, 4);
    const out = pointers + <usize>((tap - tapBegin) * PIXELS) * 4;
    for (let i: usize = 0; i < <usize>PIXELS; i++) {
      const p = pixels + i * 16;
      const row = load<i32>(p) + dr;
      const column = load<i32>(p, 4) + dc;
      const inside = <u32>row < <u32>height && <u32>column < <u32>width;
      store<usize>(
        out + i * 4,
        inside ? load<usize>(p, 8) + <usize>((row * width + column) * channels + ci) * 4 : zeros,
      );
    }
  }
}

// A tile starts from the target if `start` is 0, from zero if it is 1, and otherwise from the bias at that address.

function tile2x16(
  p: usize,
  packed: usize,
  tapBytes: usize,
  taps: usize,
  tapBegin: i32,
  tapEnd: i32,
  depth: i32,
  out: usize,
  offset: usize,
  start: usize,
  clamp: bool,
): void {
  const y0 = load<usize>(out, 12) + offset;
  const y1 = load<usize>(out, 28) + offset;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  if (start === 0) {
    a0 = v128.load(y0);
    a1 = v128.load(y0, 16);
    a2 = v128.load(y0, 32);
    a3 = v128.load(y0, 48);
    b0 = v128.load(y1);
    b1 = v128.load(y1, 16);
    b2 = v128.load(y1, 32);
    b3 = v128.load(y1, 48);
  } else if (start !== 1) {
    b0 = a0 = v128.load(start);
    b1 = a1 = v128.load(start, 16);
    b2 = a2 = v128.load(start, 32);
    b3 = a3 = v128.load(start, 48);
  }
  for (let tap = tapBegin; tap < tapEnd; tap++, p += PIXELS * 4) {
    let p0 = load<usize>(p);
    let p1 = load<usize>(p, 4);
    let q = packed + <usize>load<i32>(taps + <usize>tap * 12, 8) * tapBytes;
    for (const stop = p0 + <usize>depth * 4; p0 < stop; p0 += 4, p1 += 4, q += 64) {
      const w0 = v128.load(q);
      const w1 = v128.load(q, 16);
      const w2 = v128.load(q, 32);
      const w3 = v128.load(q, 48);
      let s = v128.load32_splat(p0);
      a0 = multiplyAdd(s, w0, a0);
      a1 = multiplyAdd(s, w1, a1);
      a2 = multiplyAdd(s, w2, a2);
      a3 = multiplyAdd(s, w3, a3);
      s = v128.load32_splat(p1);
      b0 = multiplyAdd(s, w0, b0);
      b1 = multiplyAdd(s, w1, b1);
      b2 = multiplyAdd(s, w2, b2);
      b3 = multiplyAdd(s, w3, b3);
    }
  }
  if (clamp) {
    const zero = f32x4.splat(0);
    a0 = f32x4.max(a0, zero);
    a1 = f32x4.max(a1, zero);
    a2 = f32x4.max(a2, zero);
    a3 = f32x4.max(a3, zero);
    b0 = f32x4.max(b0, zero);
    b1 = f32x4.max(b1, zero);
    b2 = f32x4.max(b2, zero);
    b3 = f32x4.max(b3, zero);
  }
  v128.store(y0, a0);
  v128.store(y0, a1, 16);
  v128.store(y0, a2, 32);
  v128.store(y0, a3, 48);
  v128.store(y1, b0);
  v128.store(y1, b1, 16);
  v128.store(y1, b2, 32);
  v128.store(y1, b3, 48);
}

function tile4x8(
  p: usize,
  packed: usize,
  tapBytes: usize,
  taps: usize,
  tapBegin: i32,
  tapEnd: i32,
  depth: i32,
  out: usize,
  offset: usize,
  start: usize,
  clamp: bool,
): void {
  const y0 = load<usize>(out, 12) + offset;
  const y1 = load<usize>(out, 28) + offset;
  const y2 = load<usize>(out, 44) + offset;
  const y3 = load<usize>(out, 60) + offset;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  if (start === 0) {
    a0 = v128.load(y0);
    a1 = v128.load(y0, 16);
    b0 = v128.load(y1);
    b1 = v128.load(y1, 16);
    c0 = v128.load(y2);
    c1 = v128.load(y2, 16);
    d0 = v128.load(y3);
    d1 = v128.load(y3, 16);
  } else if (start !== 1) {
    d0 = c0 = b0 = a0 = v128.load(start);
    d1 = c1 = b1 = a1 = v128.load(start, 16);
  }
  for (let tap = tapBegin; tap < tapEnd; tap++, p += PIXELS * 4) {
    let p0 = load<usize>(p);
    let p1 = load<usize>(p, 4);
    let p2 = load<usize>(p, 8);
    let p3 = load<usize>(p, 12);
    let q = packed + <usize>load<i32>(taps + <usize>tap * 12, 8) * tapBytes;
    for (const stop = p0 + <usize>depth * 4; p0 < stop; p0 += 4, p1 += 4, p2 += 4, p3 += 4, q += 32) {
      const w0 = v128.load(q);
      const w1 = v128.load(q, 16);
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
    }
  }
  if (clamp) {
    const zero = f32x4.splat(0);
    a0 = f32x4.max(a0, zero);
    a1 = f32x4.max(a1, zero);
    b0 = f32x4.max(b0, zero);
    b1 = f32x4.max(b1, zero);
    c0 = f32x4.max(c0, zero);
    c1 = f32x4.max(c1, zero);
    d0 = f32x4.max(d0, zero);
    d1 = f32x4.max(d1, zero);
  }
  v128.store(y0, a0);
  v128.store(y0, a1, 16);
  v128.store(y1, b0);
  v128.store(y1, b1, 16);
  v128.store(y2, c0);
  v128.store(y2, c1, 16);
  v128.store(y3, d0);
  v128.store(y3, d1, 16);
}

/**
 * The last block of channels, of which `lanes` exist. It is too narrow to fill a vector, so vectors run along the input
 * channels and their lanes are summed at the end.
 */
function tile2x4(
  p: usize,
  packed: usize,
  tapBytes: usize,
  taps: usize,
  tapBegin: i32,
  tapEnd: i32,
  depth: i32,
  out: usize,
  offset: usize,
  start: usize,
  clamp: bool,
  lanes: i32,
): void {
  const y0 = load<usize>(out, 12) + offset;
  const y1 = load<usize>(out, 28) + offset;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let a = a0;
  let b = a0;
  if (start === 0) {
    a = loadLanes(y0, lanes);
    b = loadLanes(y1, lanes);
  } else if (start !== 1) {
    b = a = loadLanes(start, lanes);
  }
  for (let tap = tapBegin; tap < tapEnd; tap++, p += PIXELS * 4) {
    let p0 = load<usize>(p);
    let p1 = load<usize>(p, 4);
    let q = packed + <usize>load<i32>(taps + <usize>tap * 12, 8) * tapBytes;
    const stop = p0 + <usize>depth * 4;
    for (; p0 + 16 <= stop; p0 += 16, p1 += 16, q += 64) {
      const w0 = v128.load(q);
      const w1 = v128.load(q, 16);
      const w2 = v128.load(q, 32);
      const w3 = v128.load(q, 48);
      let x = v128.load(p0);
      a0 = multiplyAdd(x, w0, a0);
      a1 = multiplyAdd(x, w1, a1);
      a2 = multiplyAdd(x, w2, a2);
      a3 = multiplyAdd(x, w3, a3);
      x = v128.load(p1);
      b0 = multiplyAdd(x, w0, b0);
      b1 = multiplyAdd(x, w1, b1);
      b2 = multiplyAdd(x, w2, b2);
      b3 = multiplyAdd(x, w3, b3);
    }
    for (; p0 < stop; p0 += 4, p1 += 4, q += 16) {
      const w = v128.load(q);
      a = multiplyAdd(v128.load32_splat(p0), w, a);
      b = multiplyAdd(v128.load32_splat(p1), w, b);
    }
  }
  a = f32x4.add(a, sums(a0, a1, a2, a3));
  b = f32x4.add(b, sums(b0, b1, b2, b3));
  if (clamp) {
    a = f32x4.max(a, f32x4.splat(0));
    b = f32x4.max(b, f32x4.splat(0));
  }
  storeLanes(y0, a, lanes);
  storeLanes(y1, b, lanes);
}

/** Sums the lanes of each vector. */
// @inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

// @inline
function loadLanes(p: usize, lanes: i32): v128 {
  if (lanes === 4) {
    return v128.load(p);
  }
  let v = f32x4.splat(load<f32>(p));
  if (lanes > 1) {
    v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  }
  if (lanes > 2) {
    v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  }
  return v;
}

// @inline
function storeLanes(p: usize, v: v128, lanes: i32): void {
  if (lanes === 4) {
    v128.store(p, v);
    return;
  }
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (lanes > 1) {
    store<f32>(p, f32x4.extract_lane(v, 1), 4);
  }
  if (lanes > 2) {
    store<f32>(p, f32x4.extract_lane(v, 2), 8);
  }
}
