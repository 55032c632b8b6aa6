import { type CellImage, CHANNEL_NAMES, type ChannelName } from '../image/cell-image.js';

/** The gray levels of one channel, row by row. */
export function channelPlane(
  { data, height, width }: CellImage,
  channel: ChannelName,
): Float32Array<ArrayBuffer> {
  const first = CHANNEL_NAMES.indexOf(channel);
  const plane = new Float32Array(height * width);
  for (let at = 0; at < plane.length; at++) {
    plane[at] = data[at * CHANNEL_NAMES.length + first]!;
  }
  return plane;
}
