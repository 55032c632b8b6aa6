import type { ChannelName } from '../../image/cell-image.js';
import { orderChannels } from '../../image/list-channels.js';
import type { ChannelFiles } from '../../sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { type ImagePage, type NamedChannel, type OpenOptions, openImageFile } from './open-image-file.js';

/**
 * Opens the pages that show channels of an image, by the headers of its files. Files of no channel that is asked for are not opened.
 *
 * @throws Error naming the file if one cannot be opened, or differs in size from the others.
 */
export async function openPages(
  channels: ChannelFiles,
  {
    names,
    pageOrder = orderChannels(Object.keys(channels)),
    channelOrder,
  }: Partial<Omit<OpenOptions, 'channels'>> & {
    /** The channels that are asked for. */
    readonly names: readonly ChannelName[];
  },
): Promise<ImagePage[]> {
  const asked = [...channelsByFile(channels)].filter(([, named]) =>
    named.some(({ name }) => names.includes(name)),
  );
  const opened = await mapInOrder(asked, ([file, named]) =>
    openImageFile(file, { channels: named, pageOrder, channelOrder }),
  );
  const pages = opened.flat().flatMap((page): ImagePage[] => {
    const shown = page.channels.filter(({ name }) => names.includes(name));
    return shown.length === 0 ? [] : [{ ...page, channels: shown }];
  });
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
  for (const name of orderChannels(Object.keys(channels))) {
    const { file, page } = parsePageAddress(channels[name]!);
    byFile.set(file, [...(byFile.get(file) ?? []), { name, page }]);
  }
  return byFile;
}
