/**
 * 3x3 convolution of stride 1 in Winograd's form (Lavin and Gray, arXiv:1509.09308, F(2x2, 3x3)): 16 products for four pixels instead of 36.
 *
 *   y = A^T [(G g G^T) * (B^T d B)] A
 *
 * A tile is 2x2 pixels of the target, d the 4x4 pixels of the source that it sees, g a filter. Tiles of a block are transformed to
 * 16 matrices [tiles, channels], each is multiplied by one of `winogradFilter`, 8 output channels at a time, and the 16 products are transformed to
 * pixels. A unit is one block and one group of output channels; all groups of a block are neighbors, so that a range of units transforms a
 * block once. Threads take ranges of units.
 */
import { products6x8 } from './winograd-products';
import { transformPatch } from './winograd-transforms';

/** Tiles of a block, a multiple of six. */
const TILES = 24;

/** `scratch` has room for 16 * TILES * (channels + 8) numbers and 16 pointers for each thread. `channels` is a multiple of 4, `outChannels` of 8. */
export function winogradConv2d(
  source: usize,
  weights: usize,
  bias: usize,
  target: usize,
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
  relu: i32,
  groupChannels: i32,
  begin: i32,
  end: i32,
  thread: i32,
): void {
  const tileRows = (outHeight + 1) / 2;
  const tileColumns = (outWidth + 1) / 2;
  const tiles = images * tileRows * tileColumns;
  const groups = (outChannels + groupChannels - 1) / groupChannels;
  const rowBytes = <usize>channels * 4;
  const plane = <usize>TILES * rowBytes;
  const transformed = scratch + <usize>thread * (16 * plane + 16 * TILES * 32 + 64);
  const products = transformed + 16 * plane;
  const pointers = products + 16 * TILES * 32;
  let known = -1;
  for (let unit = begin; unit < end; unit++) {
    const block = unit / groups;
    const first = block * TILES;
    const count = min(TILES, tiles - first);
    if (block !== known) {
      for (let i = 0; i < count; i++) {
        const tile = first + i;
        const column = tile % tileColumns;
        const row = (tile / tileColumns) % tileRows;
        const image = tile / tileColumns / tileRows;
        transformPatch(
          source + <usize>image * <usize>(height * width) * rowBytes,
          row * 2 - padTop,
          column * 2 - padLeft,
          height,
          width,
          rowBytes,
          0,
          rowBytes,
          pointers,
          transformed + <usize>i * rowBytes,
          plane,
        );
      }
      known = block;
    }
    const group = unit % groups;
    const outEnd = min(outChannels, (group + 1) * groupChannels);
    for (let co = group * groupChannels; co < outEnd; co += 8) {
      const packed = weights + <usize>co * 16 * rowBytes;
      for (let place: usize = 0; place < 16; place++) {
        const w = packed + place * 8 * rowBytes;
        for (let i = 0; i < count; i += 6) {
          products6x8(
            transformed + place * plane + <usize>i * rowBytes,
            rowBytes,
            w,
            products + (place * TILES + <usize>i) * 32,
          );
        }
      }
      for (let i = 0; i < count; i++) {
        const tile = first + i;
        const column = (tile % tileColumns) * 2;
        const row = ((tile / tileColumns) % tileRows) * 2;
        const image = tile / tileColumns / tileRows;
        const step = <usize>outChannels * 4;
        const y = target + <usize>((image * outHeight + row) * outWidth + column) * step + <usize>co * 4;
        const right = column + 1 < outWidth ? step : 0;
        const down = row + 1 < outHeight ? <usize>outWidth * step : 0;
        const from = products + <usize>i * 32;
        for (let half: usize = 0; half < 32; half += 16) {
          const start = bias ? v128.load(bias + <usize>co * 4 + half) : f32x4.splat(0);
          storePixels(from + half, start, y + half, right, down, relu !== 0);
        }
      }
    }
  }
}

/** Turns the products of a tile into its pixels, four channels of them; one beyond the edge of the image has a distance of 0. */
// @inline
function storePixels(from: usize, start: v128, y: usize, right: usize, down: usize, clamp: bool): void {
  const above0 = f32x4.add(f32x4.add(at(from, 0), at(from, 4)), at(from, 8));
  const below0 = f32x4.sub(f32x4.sub(at(from, 4), at(from, 8)), at(from, 12));
  const above1 = f32x4.add(f32x4.add(at(from, 1), at(from, 5)), at(from, 9));
  const below1 = f32x4.sub(f32x4.sub(at(from, 5), at(from, 9)), at(from, 13));
  const above2 = f32x4.add(f32x4.add(at(from, 2), at(from, 6)), at(from, 10));
  const below2 = f32x4.sub(f32x4.sub(at(from, 6), at(from, 10)), at(from, 14));
  const above3 = f32x4.add(f32x4.add(at(from, 3), at(from, 7)), at(from, 11));
  const below3 = f32x4.sub(f32x4.sub(at(from, 7), at(from, 11)), at(from, 15));
  let a = f32x4.add(f32x4.add(f32x4.add(above0, above1), above2), start);
  let b = f32x4.add(f32x4.sub(f32x4.sub(above1, above2), above3), start);
  let c = f32x4.add(f32x4.add(f32x4.add(below0, below1), below2), start);
  let d = f32x4.add(f32x4.sub(f32x4.sub(below1, below2), below3), start);
  if (clamp) {
    const zero = f32x4.splat(0);
    a = f32x4.max(a, zero);
    b = f32x4.max(b, zero);
    c = f32x4.max(c, zero);
    d = f32x4.max(d, zero);
  }
  // A pixel beyond an edge goes where the pixel before it is written next.
  v128.store(y + down + right, d);
  v128.store(y + down, c);
  v128.store(y + right, b);
  v128.store(y, a);
}

// @inline
function at(from: usize, place: usize): v128 {
  return v128.load(from + place * (TILES * 32));
}
