/** Tiles of images in Winograd's form: from the images to transformed patches, and from products to pixels. */
import { atLeast } from '../clamp';
import {
  BETWEEN_VECTORS,
  columnsOf,
  rowsOf,
  TILE_PIXELS,
  transformPatch,
  transformProducts,
  windowColumnsOf,
  windowRowsOf,
} from './forms';
import { patchAt } from './patch';

/** What a thread needs beside a copied patch: vectors between two transforms, and the pixels of a tile. */
export const TILE_ROOM_BYTES = (BETWEEN_VECTORS + TILE_PIXELS) * 16;
/** Added to the places of a block, it keeps those of one tile out of one another's sets of the first-level cache. */
export const LINE_BYTES = 64;

/**
 * B^T d B of `count` tiles from `first` on: [places][tiles][channels] from `out` on, places `plane` bytes apart. `room` is TILE_ROOM_BYTES
 * and then room for the pixels that a tile sees.
 */
export function transformTiles(
  first: i32,
  count: i32,
  source: usize,
  form: i32,
  height: i32,
  width: i32,
  channels: i32,
  tileRows: i32,
  tileColumns: i32,
  padTop: i32,
  padLeft: i32,
  room: usize,
  out: usize,
  plane: usize,
): void {
  const rows = rowsOf(form);
  const columns = columnsOf(form);
  const windowRows = windowRowsOf(form);
  const windowColumns = windowColumnsOf(form);
  const pixelBytes = <usize>channels * 4;
  const copy = room + TILE_ROOM_BYTES;
  for (let tile = first; tile < first + count; tile++, out += pixelBytes) {
    const column = tile % tileColumns;
    const row = (tile / tileColumns) % tileRows;
    const image = tile / tileColumns / tileRows;
    const patch = patchAt(
      source + <usize>image * <usize>(height * width) * pixelBytes,
      row * rows - padTop,
      column * columns - padLeft,
      windowRows,
      windowColumns,
      height,
      width,
      pixelBytes,
      0,
      pixelBytes,
      copy,
    );
    const rowBytes = <usize>(patch === copy ? windowColumns : width) * pixelBytes;
    transformPatch(form, patch, rowBytes, pixelBytes, pixelBytes, room, out, plane);
  }
}

/**
 * A^T m A of the products of `count` tiles from `first` on: [places][tiles][8] from `products` on, places `plane` bytes apart, into the channels `co` to `co` + 8
 * of the target, with a bias and a ReLU if given. Pixels beyond the edge of the image are left out.
 */
export function storeTiles(
  first: i32,
  count: i32,
  products: usize,
  plane: usize,
  target: usize,
  form: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  tileRows: i32,
  tileColumns: i32,
  co: i32,
  bias: usize,
  relu: i32,
  room: usize,
): void {
  const tileHeight = rowsOf(form);
  const tileWidth = columnsOf(form);
  const step = <usize>outChannels * 4;
  const floor = f32x4.splat(relu ? 0 : -Infinity);
  const pixels = room + BETWEEN_VECTORS * 16;
  for (let tile = first; tile < first + count; tile++, products += 32) {
    const column = (tile % tileColumns) * tileWidth;
    const row = ((tile / tileColumns) % tileRows) * tileHeight;
    const image = tile / tileColumns / tileRows;
    const y = target + <usize>((image * outHeight + row) * outWidth + column) * step + <usize>co * 4;
    const rows = min(tileHeight, outHeight - row);
    const columns = min(tileWidth, outWidth - column);
    for (let half: usize = 0; half < 32; half += 16) {
      transformProducts(form, products + half, plane, room, pixels);
      const start = bias ? v128.load(bias + <usize>co * 4 + half) : f32x4.splat(0);
      for (let r = 0; r < rows; r++) {
        let p = pixels + <usize>(r * tileWidth) * 16;
        let out = y + half + <usize>(r * outWidth) * step;
        for (let c = 0; c < columns; c++, p += 16, out += step) {
          v128.store(out, atLeast(f32x4.add(v128.load(p), start), floor));
        }
      }
    }
  }
}
