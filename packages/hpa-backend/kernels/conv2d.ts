/**
 * Convolution of NHWC images as a sum over taps; a tap is a shift and a matrix of weights:
 *
 *   target[n, r * rowStep + rowStart, c * columnStep + columnStart, co] =
 *     bias[co] + sum over taps, ci of source[n, r * sourceRowStep + dr, c * sourceColumnStep + dc, ci] * w[tap, ci, co]
 *
 * for each pixel (r, c) of a grid; the source is zero outside of its bounds. A pixel of the source has `channels` numbers and a tap reads `depth` of them, or
 * more: the numbers of neighbors in a row lie side by side, so their taps are one where none is outside. The forward convolution is one sum, with the
 * stride as the source's step. The input gradient of stride s is s * s sums, each over the pixels of dx that the same taps
 * reach.
 *
 * A tile of 2 pixels by 16 channels (or 4 by 8, or 2 by 4) stays in eight registers while weights, in the order of
 * `packConv2dWeights`, stream past; with fused multiply-add, one of 6 by 8 in twelve. A block of 24 pixels takes up to 256 rows of weights
 * at a time, so both stay in the first-level cache. A unit is one block and one group of output channels. All groups of a block are neighbors, so a range of
 * units is a range of pixels except at its ends. Threads take ranges of units.
 */

import { PIXELS, tile2x4, tile2x16, tile4x8, tile6x8 } from './conv2d-tiles';

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
  depth: i32,
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
  const tapsAtOnce = max(1, ROWS / depth);
  const depthAtOnce = min(depth, ROWS);
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
      for (let ci = 0; ci < depth; ci += depthAtOnce) {
        const slice = min(depthAtOnce, depth - ci);
        fillPointers(pointers, pixels, scratch, taps, tapBegin, tapEnd, height, width, channels, ci);
        const first = tapBegin === 0 && ci === 0;
        const clamp = relu !== 0 && tapEnd === tapCount && ci + slice === depth;
        for (let co = outBegin; co < outEnd; ) {
          const block = blockWidth(outChannels - co);
          const packed = weights + (<usize>filterTaps * depth * co + <usize>ci * block) * 4;
          const tapBytes = <usize>(depth * block) * 4;
          const start = first ? (bias ? bias + <usize>co * 4 : 1) : 0;
          const lanes = min(block, outChannels - co);
          const offset = <usize>co * 4;
          if (ASC_FEATURE_RELAXED_SIMD && block >= 8) {
            for (let half: usize = 0; half < <usize>block * 4; half += 32) {
              const from = start > 1 ? start + half : start;
              for (let i: usize = 0; i < <usize>count; i += 6) {
                const p = pointers + i * 4;
                const out = pixels + i * 16;
                const w = packed + half;
                const rowBytes = <usize>block * 4;
                tile6x8(
                  p,
                  w,
                  tapBytes,
                  rowBytes,
                  taps,
                  tapBegin,
                  tapEnd,
                  slice,
                  out,
                  offset + half,
                  from,
                  clamp,
                );
              }
            }
          } else {
            for (let i: usize = 0; i < <usize>count; i += block === 8 ? 4 : 2) {
              const p = pointers + i * 4;
              const out = pixels + i * 16;
              if (block === 16) {
                tile2x16(p, packed, tapBytes, taps, tapBegin, tapEnd, slice, out, offset, start, clamp);
              } else if (block === 8) {
                tile4x8(p, packed, tapBytes, taps, tapBegin, tapEnd, slice, out, offset, start, clamp);
              } else {
                tile2x4(p, packed, tapBytes, taps, tapBegin, tapEnd, slice, out, offset, start, clamp, lanes);
              }
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
