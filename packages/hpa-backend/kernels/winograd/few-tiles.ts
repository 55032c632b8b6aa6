/**
 * `winogradConv2d` for fewer tiles than output channels: there all transformed tiles are smaller than the transformed filter, so it is they that stay,
 * and the filter never leaves the second-level cache. The results have the same bits. First `winogradImages`, then `winogradFewTiles`.
 */
import { filterRoomBytes, gatherTaps, transformTaps } from './filter';
import { columnsOf, placesOf, rowsOf } from './forms';
import { multiplyTiles } from './products';
import { LINE_BYTES, storeTiles, TILE_ROOM_BYTES, transformTiles } from './tiles';

/**
 * Transforms images to [places][tiles][channels] with a line between places, the number of tiles rounded up to a multiple of six. Threads take
 * ranges of tiles; `scratch` has room for places * channels + 208 numbers for each.
 */
export function winogradImages(
  source: usize,
  transformed: usize,
  scratch: usize,
  form: i32,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  padTop: i32,
  padLeft: i32,
  begin: i32,
  end: i32,
  thread: i32,
): void {
  const tileRows = (outHeight + rowsOf(form) - 1) / rowsOf(form);
  const tileColumns = (outWidth + columnsOf(form) - 1) / columnsOf(form);
  const pixelBytes = <usize>channels * 4;
  const places = placesOf(form);
  transformTiles(
    begin,
    end - begin,
    source,
    form,
    height,
    width,
    channels,
    tileRows,
    tileColumns,
    padTop,
    padLeft,
    scratch + <usize>thread * (places * pixelBytes + TILE_ROOM_BYTES),
    transformed + <usize>begin * pixelBytes,
    roundUp(images * tileRows * tileColumns) * pixelBytes + LINE_BYTES,
  );
}

/**
 * Multiplies transformed images by a filter [h, w, ci, co], which it transforms as `winogradFilter` does. Threads take ranges of `unitChannels` output
 * channels, 8 or 16; `scratch` has, for each, room for places * 8 * (channels + 2 + tiles rounded up to a multiple of six) numbers and for
 * 16 * taps * channels + 352 more.
 */
export function winogradFewTiles(
  transformed: usize,
  filter: usize,
  bias: usize,
  target: usize,
  scratch: usize,
  form: i32,
  images: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  relu: i32,
  transposed: i32,
  inputScales: usize,
  outputScales: usize,
  unitChannels: i32,
  begin: i32,
  end: i32,
  thread: i32,
): void {
  const tileRows = (outHeight + rowsOf(form) - 1) / rowsOf(form);
  const tileColumns = (outWidth + columnsOf(form) - 1) / columnsOf(form);
  const tiles = images * tileRows * tileColumns;
  const places = placesOf(form);
  const pixelBytes = <usize>channels * 4;
  const plane = roundUp(tiles) * pixelBytes + LINE_BYTES;
  const weightPlane = <usize>channels * 32 + LINE_BYTES;
  const productPlane = roundUp(tiles) * 32;
  const threadBytes =
    places * (weightPlane + productPlane) + filterRoomBytes(form, channels) + TILE_ROOM_BYTES;
  const packed = scratch + <usize>thread * threadBytes;
  const products = packed + places * weightPlane;
  const room = products + places * productPlane;
  const taps = room + TILE_ROOM_BYTES;
  for (let unit = begin; unit < end; unit++) {
    const first = unit * unitChannels;
    const count = min(unitChannels, outChannels - first);
    gatherTaps(
      form,
      first,
      count,
      filter,
      channels,
      outChannels,
      transposed,
      inputScales,
      outputScales,
      taps,
    );
    for (let block = 0; block < count / 8; block++) {
      transformTaps(form, block, taps, channels, packed);
      multiplyTiles(
        places,
        tiles,
        transformed,
        plane,
        pixelBytes,
        packed,
        weightPlane,
        products,
        productPlane,
      );
      storeTiles(
        0,
        tiles,
        products,
        productPlane,
        target,
        form,
        outHeight,
        outWidth,
        outChannels,
        tileRows,
        tileColumns,
        first + block * 8,
        bias,
        relu,
        room,
      );
    }
  }
}

/** Tiles, rounded up to whole calls of `products6x8`. */
// @inline
function roundUp(tiles: i32): usize {
  return <usize>((tiles + 5) / 6) * 6;
}
