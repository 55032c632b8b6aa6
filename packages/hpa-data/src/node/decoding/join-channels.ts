import type { CellImage, ChannelName } from '../../image/cell-image.js';
import { sayChannels } from '../../image/list-channels.js';
import { interleaveChannels } from './interleave-channels.js';
import { namingFile } from './naming-file.js';
import type { Plane } from './plane.js';
import { resizePlane } from './resize-plane.js';

/**
 * Joins channels of equal size, in their order, as one image; with `height` and `width` it is stretched to
 * them. Those as stored are resized in integers, as all channels of 8-bit files are; the others in floating point, and rounded once.
 *
 * @throws Error naming the file if a sample means no level.
 */
export async function joinChannels(
  planes: readonly Plane[],
  {
    names,
    file,
    height = planes[0]!.height,
    width = planes[0]!.width,
  }: {
    /** The names of the channels. */
    readonly names: readonly ChannelName[];
    /** One of the files of the image, for errors that are of no single one. */
    readonly file: string;
    readonly height?: number | undefined;
    readonly width?: number | undefined;
  },
): Promise<CellImage> {
  const joined = await namingFile(file, () => joinStored(planes, { height, width }));
  const image = { ...joined, ...sayChannels(names) };
  for (const [channel, plane] of planes.entries()) {
    if ('levelAt' in plane) {
      const { data } = await namingFile(plane.file, () => resizePlane(plane, { height, width }));
      for (let pixel = 0; pixel < data.length; pixel++) {
        image.data[pixel * planes.length + channel] = data[pixel]!;
      }
    }
  }
  return image;
}

/** Joins the channels that are as stored; the others are black for now. */
function joinStored(
  planes: readonly Plane[],
  to: { readonly height: number; readonly width: number },
): Pick<CellImage, 'height' | 'width' | 'data'> {
  const [{ height, width }] = planes as readonly [Plane];
  if (planes.every((plane) => 'levelAt' in plane)) {
    return { ...to, data: new Uint8Array(to.height * to.width * planes.length) };
  }
  const black = new Uint8Array(height * width);
  const stored = planes.map((plane) => ('levelAt' in plane ? { height, width, data: black } : plane));
  return interleaveChannels(stored, to);
}
