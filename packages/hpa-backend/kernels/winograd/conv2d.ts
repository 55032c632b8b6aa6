/**
 * Convolution of stride 1 in one of Winograd's forms (Lavin and Gray, arXiv:1509.09308): with F(4x4, 3x3), 36 products for 4x4 pixels
 * instead of 144.
 *
 *   y = A^T [(G g G^T) * (B^T d B)] A
 *
 * A tile is a few pixels of the target, d the pixels of the source that it sees, g a filter. Tiles of a block are transformed to
 * as many matrices [tiles, channels] as the form has places, each is multiplied by one of `winogradFilter`, 8 output channels at a time, and the
 * products are transformed to pixels. A unit is one block and one group of output channels; all groups of a block are neighbors, so that a range of units transforms a
 * block once. Threads take ranges of units.
 */
import { columnsOf, placesOf, rowsOf } from './forms';
import { multiplyTiles } from './products';
import { LINE_BYTES, storeTiles, TILE_ROOM_BYTES, transformTiles } from './tiles';

/** Tiles of a block, a multiple of six. */
const TILES = 24;

/**
 * `scratch` has, for each thread, room for places * (TILES * (channels + 8) + channels + 16) numbers and for 208 more. `channels` is a
 * multiple of 4, `outChannels` of 8.
 */
export function winogradConv2d(
  source: usize,
  weights: usize,
  bias: usize,
  target: usize,
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
  relu: i32,
  groupChannels: i32,
  begin: i32,
  end: i32,
  thread: i32,
): void {
  const tileRows = (outHeight + rowsOf(form) - 1) / rowsOf(form);
  const tileColumns = (outWidth + columnsOf(form) - 1) / columnsOf(form);
  const tiles = images * tileRows * tileColumns;
  const groups = (outChannels + groupChannels - 1) / groupChannels;
  const places = placesOf(form);
  const pixelBytes = <usize>channels * 4;
  const plane = <usize>TILES * pixelBytes + LINE_BYTES;
  const productPlane = <usize>TILES * 32;
  const weightPlane = <usize>channels * 32 + LINE_BYTES;
  const threadBytes = places * (plane + productPlane + pixelBytes) + TILE_ROOM_BYTES;
  const transformed = scratch + <usize>thread * threadBytes;
  const products = transformed + places * plane;
  const room = products + places * productPlane;
  let known = -1;
  for (let unit = begin; unit < end; unit++) {
    const block = unit / groups;
    const first = block * TILES;
    const count = min(TILES, tiles - first);
    if (block !== known) {
      transformTiles(
        first,
        count,
        source,
        form,
        height,
        width,
        channels,
        tileRows,
        tileColumns,
        padTop,
        padLeft,
        room,
        transformed,
        plane,
      );
      known = block;
    }
    const group = unit % groups;
    const outEnd = min(outChannels, (group + 1) * groupChannels);
    for (let co = group * groupChannels; co < outEnd; co += 8) {
      const packed = weights + <usize>(co / 8) * places * weightPlane;
      multiplyTiles(
        places,
        count,
        transformed,
        plane,
        pixelBytes,
        packed,
        weightPlane,
        products,
        productPlane,
      );
      storeTiles(
        first,
        count,
        products,
        productPlane,
        target,
        form,
        outHeight,
        outWidth,
        outChannels,
        tileRows,
        tileColumns,
        co,
        bias,
        relu,
        room,
      );
    }
  }
}
