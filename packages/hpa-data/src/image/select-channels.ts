import { type CellImage, CHANNEL_NAMES } from './cell-image.js';
import { parsePlanes } from './parse-planes.js';

/**
 * Selects or sums the channels of an image, in the order in which a model expects them.
 *
 * @returns Grey levels in [0, 255], [height, width, planes] interleaved, in a buffer of their own.
 * @throws RangeError if a plane cannot be parsed or the data does not fit the height and width.
 */
export function selectChannels(
  { height, width, data }: CellImage,
  { channels }: { readonly channels: readonly string[] },
): Uint8Array {
  const planes = parsePlanes(channels);
  const pixels = height * width;
  const stride = CHANNEL_NAMES.length;
  if (data.length !== pixels * stride) {
    throw new RangeError(
      `the data of a ${height}x${width} image must have ${pixels * stride} bytes; received ${data.length}`,
    );
  }
  if (channels.join() === CHANNEL_NAMES.join()) {
    return new Uint8Array(data);
  }
  const count = planes.length;
  // Clamped: a sum stops at 255.
  const selected = new Uint8ClampedArray(pixels * count);
  for (const [plane, terms] of planes.entries()) {
    for (const [index, { channel, half }] of terms.entries()) {
      const shift = half ? 1 : 0;
      if (index === 0) {
        for (let from = channel, to = plane; from < data.length; from += stride, to += count) {
          selected[to] = data[from]! >> shift;
        }
      } else {
        for (let from = channel, to = plane; from < data.length; from += stride, to += count) {
          selected[to] = selected[to]! + (data[from]! >> shift);
        }
      }
    }
  }
  return new Uint8Array(selected.buffer);
}
