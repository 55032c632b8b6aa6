import type { ChannelName } from '../../image/cell-image.js';
import type { ResolvedLevels } from '../../levels/levels.js';
import { decodeSamples, pickFor, type Samples } from './decode-samples.js';
import type { GrayImage } from './gray-image.js';
import { levelsOf } from './levels-of.js';
import type { ImagePage, PageChannel } from './open-image-file.js';
import type { Plane } from './plane.js';
import { scaleLevels } from './scale-levels.js';

/**
 * Decodes a page into the channels that it shows. Levels of 8 bits stay as they are stored, unless `levels` has some for them; all
 * others are scaled in floating point.
 *
 * @throws Error naming the file if it is truncated or damaged, or alpha is not opaque throughout.
 */
export async function decodePage(
  page: ImagePage,
  levels: ResolvedLevels | undefined,
): Promise<[ChannelName, Plane][]> {
  const { file, depth, channels } = page;
  const samples = await decodeSamples(page);
  const { height, width, values, perPixel } = samples;
  return channels.map((channel) => {
    const { name } = channel;
    const own = levelsOf(name, { depth, levels });
    if (depth === 'uint8' && own === undefined) {
      return [name, storedPlane(samples, channel)];
    }
    const pick = pickFor(channel);
    const scale = scaleLevels(page, { levels: own });
    return [name, { file, height, width, levelAt: (pixel: number) => scale(pick(values, pixel * perPixel)) }];
  });
}

function storedPlane({ height, width, values, perPixel }: Samples, channel: PageChannel): GrayImage {
  if (perPixel === 1 && values instanceof Uint8Array) {
    return { height, width, data: values };
  }
  const pick = pickFor(channel);
  const data = new Uint8Array(height * width);
  for (let pixel = 0; pixel < data.length; pixel++) {
    data[pixel] = Math.round(pick(values, pixel * perPixel));
  }
  return { height, width, data };
}
