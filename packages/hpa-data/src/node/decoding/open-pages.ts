import { CHANNEL_NAMES } from '../../image/cell-image.js';
import type { ChannelFiles } from '../../sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { type ImagePage, type NamedChannel, type OpenOptions, openImageFile } from './open-image-file.js';

/**
 * Opens the pages that show the channels of an image, by the headers of its files.
 *
 * @throws Error naming the file if one cannot be opened, or differs in size from the others.
 */
export async function openPages(
  channels: ChannelFiles,
  { pageOrder = CHANNEL_NAMES, channelOrder }: Partial<Omit<OpenOptions, 'channels'>>,
): Promise<ImagePage[]> {
  const opened = await mapInOrder([...channelsByFile(channels)], ([file, named]) =>
    openImageFile(file, { channels: named, pageOrder, channelOrder }),
  );
  const pages = opened.flat();
  const [first, ...others] = pages;
  for (const page of others) {
    if (page.height !== first!.height || page.width !== first!.width) {
      throw new Error(
        `${page.file}: expected ${first!.height}x${first!.width} pixels like ${first!.file}; found ${page.height}x${page.width}`,
      );
    }
  }
  return pages;
}

/** The channels of each file, with the page of each that has an address of its own. */
function channelsByFile(channels: ChannelFiles): Map<string, NamedChannel[]> {
  const byFile = new Map<string, NamedChannel[]>();
  for (const name of CHANNEL_NAMES) {
    const address = channels[name];
    if (address !== undefined) {
      const { file, page } = parsePageAddress(address);
      byFile.set(file, [...(byFile.get(file) ?? []), { name, page }]);
    }
  }
  return byFile;
}
