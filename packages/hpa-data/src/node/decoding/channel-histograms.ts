import { countLevels, countStored } from '../../levels/histogram.js';
import type { ChannelHistogram } from '../../levels/looked-at.js';
import type { ChannelFiles } from '../../sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { decodeSamples, pickFor } from './decode-samples.js';
import { namingFile } from './naming-file.js';
import type { ImagePage } from './open-image-file.js';
import { openPages } from './open-pages.js';
import { channelsToRead, type Reading } from './read-cell-image.js';
import { toLevel } from './scale-levels.js';

/**
 * Counts the levels of each channel of an image that has a file.
 *
 * @throws Error naming the file if one cannot be read or decoded, or holds what is no number.
 */
export async function channelHistograms(
  channels: ChannelFiles,
  reading: Pick<Reading, 'channels' | 'pageOrder' | 'channelOrder'>,
): Promise<ChannelHistogram[]> {
  const { pageOrder, channelOrder } = reading;
  const names = channelsToRead(channels, reading);
  const pages = await openPages(channels, { names, ...(pageOrder && { pageOrder }), channelOrder });
  return (await mapInOrder(pages, countPage)).flat();
}

async function countPage(page: ImagePage): Promise<ChannelHistogram[]> {
  const { file, depth, significantBits } = page;
  const { values, perPixel, height, width } = await decodeSamples(page);
  const level = toLevel(depth);
  const stored = perPixel === 1 && (depth === 'uint8' || depth === 'uint16');
  return namingFile(file, () =>
    page.channels.map((channel) => {
      const pick = pickFor(channel);
      return {
        name: channel.name,
        eightBits: depth === 'uint8',
        floating: depth === 'float32' || depth === 'float64',
        significantBits,
        size: { height, width },
        ...(stored && (values instanceof Uint8Array || values instanceof Uint16Array)
          ? countStored(values)
          : countLevels(height * width, (pixel) => level(pick(values, pixel * perPixel)))),
      };
    }),
  );
}
