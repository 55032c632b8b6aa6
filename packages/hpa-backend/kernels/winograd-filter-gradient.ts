/**
 * Filter gradient of a 3x3 convolution of stride 1 in Winograd's form (Lavin and Gray, arXiv:1509.09308), the adjoint of `winogradConv2d`:
 *
 *   dg = G^T [sum over tiles of (B^T d B) * (A dy A^T)] G
 *
 * Blocks of tiles of the source and of dy are transformed to 16 matrices each, whose products add up to 16 matrices [ci, co]. A unit is a chunk
 * of tiles and a group of input and one of output channels; it writes its share [9 taps, ci, co] of its chunk in `parts`. Chunks depend on the shape
 * alone, so any number of threads gives the same bits. Threads take ranges of units.
 */
import { addProducts4x8 } from './winograd-products';
import { transformPatch } from './winograd-transforms';

/** Tiles of a block. */
const TILES = 24;
/** Most channels of a group, of either kind: 16 matrices of them stay in the second-level cache. */
const GROUP = 64;
const SUMS_BYTES = 16 * GROUP * GROUP * 4;
const PLANE_BYTES = TILES * GROUP * 4;

/** `scratch` has room for 16 * GROUP * (GROUP + 2 * TILES) numbers and 16 pointers for each thread. `channels` is a multiple of 4, `outChannels` of 8. */
export function winogradFilterGradient(
  x: usize,
  dy: usize,
  parts: usize,
  scratch: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  padTop: i32,
  padLeft: i32,
  chunkTiles: i32,
  begin: i32,
  end: i32,
  thread: i32,
): void {
  const tileRows = (outHeight + 1) / 2;
  const tileColumns = (outWidth + 1) / 2;
  const tiles = images * tileRows * tileColumns;
  const inGroups = (channels + GROUP - 1) / GROUP;
  const outGroups = (outChannels + GROUP - 1) / GROUP;
  const inBytes = <usize>channels * 4;
  const outBytes = <usize>outChannels * 4;
  const sums = scratch + <usize>thread * (SUMS_BYTES + 32 * PLANE_BYTES + 64);
  const left = sums + SUMS_BYTES;
  const right = left + 16 * PLANE_BYTES;
  const pointers = right + 16 * PLANE_BYTES;
  for (let unit = begin; unit < end; unit++) {
    const ci = <usize>((unit / outGroups) % inGroups) * GROUP * 4;
    const co = <usize>(unit % outGroups) * GROUP * 4;
    const chunk = unit / outGroups / inGroups;
    const leftBytes = min(<usize>GROUP * 4, inBytes - ci);
    const rightBytes = min(<usize>GROUP * 4, outBytes - co);
    const matrix = (leftBytes / 4) * rightBytes;
    memory.fill(sums, 0, 16 * matrix);
    const last = min(tiles, (chunk + 1) * chunkTiles);
    for (let first = chunk * chunkTiles; first < last; first += TILES) {
      const count = min(TILES, last - first);
      for (let i = 0; i < count; i++) {
        const tile = first + i;
        const column = (tile % tileColumns) * 2;
        const row = ((tile / tileColumns) % tileRows) * 2;
        const image = tile / tileColumns / tileRows;
        transformPatch(
          x + <usize>image * <usize>(height * width) * inBytes,
          row - padTop,
          column - padLeft,
          height,
          width,
          inBytes,
          ci,
          ci + leftBytes,
          pointers,
          left + <usize>i * leftBytes,
          PLANE_BYTES,
        );
        transformGradient(
          dy + <usize>((image * outHeight + row) * outWidth + column) * outBytes + co,
          column + 1 < outWidth ? outBytes : 0,
          row + 1 < outHeight ? <usize>outWidth * outBytes : 0,
          rightBytes,
          right + <usize>i * rightBytes,
        );
      }
      for (let place: usize = 0; place < 16; place++) {
        const rows = left + place * PLANE_BYTES;
        const columns = right + place * PLANE_BYTES;
        const out = sums + place * matrix;
        for (let i: usize = 0; i < leftBytes; i += 16) {
          for (let j: usize = 0; j < rightBytes; j += 32) {
            addProducts4x8(
              rows + i,
              leftBytes,
              columns + j,
              rightBytes,
              count,
              out + (i / 4) * rightBytes + j,
              rightBytes,
            );
          }
        }
      }
    }
    const part = parts + <usize>chunk * 9 * <usize>channels * outBytes + (ci / 4) * outBytes + co;
    for (let i: usize = 0; i < leftBytes / 4; i++) {
      for (let j: usize = 0; j < rightBytes; j += 16) {
        storeGradient(sums + i * rightBytes + j, matrix, part + i * outBytes + j, <usize>channels * outBytes);
      }
    }
  }
}

/** A y A^T of 2x2 pixels of dy, for the channels in the next `bytes`; a distance of 0 stands for a pixel outside, which is 0. */
function transformGradient(y: usize, rightward: usize, down: usize, bytes: usize, out: usize): void {
  const zero = f32x4.splat(0);
  for (const stop = y + bytes; y < stop; y += 16, out += 16) {
    const a = v128.load(y);
    const b = rightward ? v128.load(y + rightward) : zero;
    const c = down ? v128.load(y + down) : zero;
    const d = rightward && down ? v128.load(y + down + rightward) : zero;
    storeRow(a, b, out);
    storeRow(f32x4.add(a, c), f32x4.add(b, d), out + 4 * PLANE_BYTES);
    storeRow(f32x4.sub(a, c), f32x4.sub(b, d), out + 8 * PLANE_BYTES);
    storeRow(f32x4.neg(c), f32x4.neg(d), out + 12 * PLANE_BYTES);
  }
}

// @inline
function storeRow(a: v128, b: v128, out: usize): void {
  v128.store(out, a);
  v128.store(out + PLANE_BYTES, f32x4.add(a, b));
  v128.store(out + 2 * PLANE_BYTES, f32x4.sub(a, b));
  v128.store(out + 3 * PLANE_BYTES, f32x4.neg(b));
}

/** G^T u G of sums whose 16 places are `plane` bytes apart, into 9 taps. */
// @inline
function storeGradient(from: usize, plane: usize, out: usize, tap: usize): void {
  for (let column: usize = 0; column < 4; column++) {
    const p = from + column * plane;
    const middle = v128.load(p + 4 * plane);
    const minus = v128.load(p + 8 * plane);
    const half = f32x4.splat(0.5);
    const sum = f32x4.mul(f32x4.add(middle, minus), half);
    // In place: the first three of four rows are then the three rows of G^T u.
    v128.store(p + 4 * plane, f32x4.mul(f32x4.sub(middle, minus), half));
    v128.store(p + 8 * plane, f32x4.add(sum, v128.load(p + 12 * plane)));
    v128.store(p, f32x4.add(v128.load(p), sum));
  }
  for (let row: usize = 0; row < 3; row++, from += 4 * plane, out += 3 * tap) {
    const middle = v128.load(from + plane);
    const minus = v128.load(from + 2 * plane);
    const half = f32x4.splat(0.5);
    const sum = f32x4.mul(f32x4.add(middle, minus), half);
    v128.store(out, f32x4.add(v128.load(from), sum));
    v128.store(out + tap, f32x4.mul(f32x4.sub(middle, minus), half));
    v128.store(out + 2 * tap, f32x4.add(sum, v128.load(from + 3 * plane)));
  }
}

/** out = the sum of `count` parts of `length` numbers each, in their order. Threads take ranges of numbers, in steps of four. */
export function sumParts(parts: usize, out: usize, count: i32, length: i32, begin: i32, end: i32): void {
  const step = <usize>length * 4;
  for (let at = <usize>begin * 16; at < <usize>end * 16; at += 16) {
    let sum = v128.load(parts + at);
    for (let part = 1, p = parts + at + step; part < count; part++, p += step) {
      sum = f32x4.add(sum, v128.load(p));
    }
    v128.store(out + at, sum);
  }
}
