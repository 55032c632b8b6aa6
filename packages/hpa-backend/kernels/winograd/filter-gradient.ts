/**
 * Filter gradient of a convolution of stride 1 in one of Winograd's forms (Lavin and Gray, arXiv:1509.09308), the adjoint of `winogradConv2d`:
 *
 *   dg = G^T [sum over tiles of (B^T d B) * (A dy A^T)] G
 *
 * Blocks of tiles of the source and of dy are transformed to as many matrices as the form has places, whose products add up to matrices [ci, co].
 * A unit is a chunk of tiles and a group of input and one of output channels; it writes its share [taps, ci, co] of its chunk in `parts`.
 * Chunks depend on the shape alone, so any number of threads gives the same bits. Threads take ranges of units.
 */
import {
  BETWEEN_VECTORS,
  columnsOf,
  placesOf,
  rowsOf,
  tapsOf,
  transformGradient,
  transformPatch,
  transformSums,
  windowColumnsOf,
  windowRowsOf,
} from './forms';
import { patchAt } from './patch';
import { addProducts4x8 } from './products';
import { LINE_BYTES } from './tiles';

/** Tiles of a block. */
const TILES = 24;
/** Most channels of a group, of either kind: a matrix of them stays in the first-level cache. */
const GROUP = 64;
const MATRIX_BYTES = GROUP * GROUP * 4;
const PLANE_BYTES = TILES * GROUP * 4 + LINE_BYTES;

/** `scratch` has, for each thread, room for places * (GROUP * (GROUP + 2 * TILES + 1) + 32) numbers and for 144 more. `channels` and `outChannels` are multiples of 8. */
export function winogradFilterGradient(
  x: usize,
  dy: usize,
  parts: usize,
  scratch: usize,
  form: i32,
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
  const tileRows = (outHeight + rowsOf(form) - 1) / rowsOf(form);
  const tileColumns = (outWidth + columnsOf(form) - 1) / columnsOf(form);
  const tiles = images * tileRows * tileColumns;
  const inGroups = (channels + GROUP - 1) / GROUP;
  const outGroups = (outChannels + GROUP - 1) / GROUP;
  const places = placesOf(form);
  const inBytes = <usize>channels * 4;
  const outBytes = <usize>outChannels * 4;
  const copyBytes = places * GROUP * 4;
  const threadBytes = places * (MATRIX_BYTES + 2 * PLANE_BYTES) + copyBytes + BETWEEN_VECTORS * 16;
  const sums = scratch + <usize>thread * threadBytes;
  const left = sums + places * MATRIX_BYTES;
  const right = left + places * PLANE_BYTES;
  const copy = right + places * PLANE_BYTES;
  const between = copy + copyBytes;
  for (let unit = begin; unit < end; unit++) {
    const ci = <usize>((unit / outGroups) % inGroups) * GROUP * 4;
    const co = <usize>(unit % outGroups) * GROUP * 4;
    const chunk = unit / outGroups / inGroups;
    const leftBytes = min(<usize>GROUP * 4, inBytes - ci);
    const rightBytes = min(<usize>GROUP * 4, outBytes - co);
    const matrix = (leftBytes / 4) * rightBytes;
    memory.fill(sums, 0, places * matrix);
    const last = min(tiles, (chunk + 1) * chunkTiles);
    for (let first = chunk * chunkTiles; first < last; first += TILES) {
      const count = min(TILES, last - first);
      for (let i = 0; i < count; i++) {
        const tile = first + i;
        const column = (tile % tileColumns) * columnsOf(form);
        const row = ((tile / tileColumns) % tileRows) * rowsOf(form);
        const image = tile / tileColumns / tileRows;
        const source = x + <usize>image * <usize>(height * width) * inBytes;
        const gradient = dy + <usize>image * <usize>(outHeight * outWidth) * outBytes;
        const patch = patchAt(
          source,
          row - padTop,
          column - padLeft,
          windowRowsOf(form),
          windowColumnsOf(form),
          height,
          width,
          inBytes,
          ci,
          ci + leftBytes,
          copy,
        );
        const pixelBytes = patch === copy ? leftBytes : inBytes;
        const rowBytes = <usize>(patch === copy ? windowColumnsOf(form) : width) * pixelBytes;
        const out = left + <usize>i * leftBytes;
        transformPatch(form, patch, rowBytes, pixelBytes, leftBytes, between, out, PLANE_BYTES);
        const after = patchAt(
          gradient,
          row,
          column,
          rowsOf(form),
          columnsOf(form),
          outHeight,
          outWidth,
          outBytes,
          co,
          co + rightBytes,
          copy,
        );
        const afterBytes = after === copy ? rightBytes : outBytes;
        const afterRow = <usize>(after === copy ? columnsOf(form) : outWidth) * afterBytes;
        const gradientOut = right + <usize>i * rightBytes;
        transformGradient(form, after, afterRow, afterBytes, rightBytes, between, gradientOut, PLANE_BYTES);
      }
      for (let place: usize = 0; place < places; place++) {
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
    const part = parts + <usize>chunk * tapsOf(form) * <usize>channels * outBytes + (ci / 4) * outBytes + co;
    const tapBytes = <usize>channels * outBytes;
    for (let i: usize = 0; i < leftBytes / 4; i++) {
      for (let j: usize = 0; j < rightBytes; j += 16) {
        const from = sums + i * rightBytes + j;
        const out = part + i * outBytes + j;
        transformSums(form, from, matrix, between, out, tapBytes);
      }
    }
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
