import type { CellImage } from './cell-image.js';
import { listChannels } from './list-channels.js';
import { parsePlanes } from './parse-planes.js';

/**
 * Selects or sums the channels of an image, by their names, in the order in which a model expects them.
 *
 * @returns Gray levels in [0, 255], [height, width, planes] interleaved, in a buffer of their own.
 * @throws RangeError if a plane cannot be parsed or names a channel that the image has not, or the data does not fit the height and
 * width.
 */
export function selectChannels(
  image: CellImage,
  { channels }: { readonly channels: readonly string[] },
): Uint8Array {
  const { height, width, data } = image;
  const own = listChannels(image);
  const planes = parsePlanes(channels, { of: own });
  const pixels = height * width;
  const stride = own.length;
  if (data.length !== pixels * stride) {
    throw new RangeError(
      `the data of a ${height}x${width} image must have ${pixels * stride} bytes; received ${data.length}`,
    );
  }
  if (channels.join() === own.join()) {
    return new Uint8Array(data);
  }
  const count = planes.length;
  const selected = new Uint8Array(pixels * count);
  for (const [plane, { terms, wraps }] of planes.entries()) {
    const [first, second, ...others] = terms.map(({ channel, shift }) => ({
      at: own.indexOf(channel),
      shift,
    }));
    const { at: channel, shift } = first!;
    if (second === undefined) {
      for (let from = channel, to = plane; to < selected.length; from += stride, to += count) {
        selected[to] = data[from]! >> shift;
      }
      continue;
    }
    // Bytes keep the last eight bits of what they are given, which is to wrap round: then nothing has to stop a sum.
    const brightest = wraps ? Number.POSITIVE_INFINITY : 255;
    const [distance, secondShift] = [second.at - channel, second.shift];
    for (let from = channel, to = plane; to < selected.length; from += stride, to += count) {
      selected[to] = Math.min(brightest, (data[from]! >> shift) + (data[from + distance]! >> secondShift));
    }
    for (const other of others) {
      for (let from = other.at, to = plane; to < selected.length; from += stride, to += count) {
        selected[to] = Math.min(brightest, selected[to]! + (data[from]! >> other.shift));
      }
    }
  }
  return selected;
}
