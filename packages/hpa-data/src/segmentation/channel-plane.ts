import type { CellImage, ChannelName } from '../image/cell-image.js';
import { listChannels } from '../image/list-channels.js';

/** The gray levels of one channel that the image has, row by row. */
export function channelPlane(image: CellImage, channel: ChannelName): Float32Array<ArrayBuffer> {
  const { data, height, width } = image;
  const names = listChannels(image);
  const first = names.indexOf(channel);
  const plane = new Float32Array(height * width);
  for (let at = 0; at < plane.length; at++) {
    plane[at] = data[at * names.length + first]!;
  }
  return plane;
}
