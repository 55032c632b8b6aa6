import { type CellImage, type ChannelName, channelNames } from '../../image/cell-image.js';
import { requireInteger } from '../../require-integer.js';
import type { ChannelFiles } from '../../sample.js';
import { mapInOrder } from '../map-in-order.js';
import { composeStains } from './compose-stains.js';
import { decodeStains } from './decode-stains.js';
import type { GreyImage } from './grey-image.js';
import { openImageFile } from './open-image-file.js';

/** Options of {@link readCellImage}. */
export interface ReadCellImageOptions {
  /** Height and width of the result in pixels; the size of the files where it is not given. */
  readonly size?: number;
  /**
   * Level of 16-bit files that becomes 255, brighter ones with it: 4095 suits a camera of 12 bits. 8-bit files stay
   * as they are.
   */
  readonly whiteLevel?: number;
  /** Order in which a file of several pages holds the stains. */
  readonly pageOrder?: readonly ChannelName[];
}

/**
 * Reads the stains of a picture from PNG, JPEG or TIFF files of 8 or 16 bits and of equal size.
 *
 * - A grey file of its own is the stain as it stands.
 * - A coloured file of its own, as the Human Protein Atlas publishes them, shows the stain in its colour: red, green
 *   or blue alone, yellow as the mean of red and green.
 * - One coloured file named for microtubules, protein and nucleus holds them as red, green and blue.
 * - One grey TIFF named for several stains holds a page for each.
 * - A picture without `er` has it black.
 *
 * With `size` the picture is stretched to size x size with a triangle kernel, which averages when it reduces
 * and never leaves the range of its neighbours.
 *
 * @throws RangeError where `size` or `whiteLevel` is not a positive integer; Error naming the file where one cannot
 * be read, is truncated, damaged or of another kind, does not hold the stains it is named for, or differs in size
 * from the others.
 */
export async function readCellImage(
  channels: ChannelFiles,
  { size, whiteLevel = 65_535, pageOrder = channelNames }: ReadCellImageOptions = {},
): Promise<CellImage> {
  if (size !== undefined) {
    requireInteger(size, { name: 'size', minimum: 1 });
  }
  requireInteger(whiteLevel, { name: 'whiteLevel', minimum: 1 });
  const opened = await mapInOrder([...stainsByFile(channels)], ([file, stains]) =>
    openImageFile(file, { stains, pageOrder }),
  );
  const pages = opened.flat();
  const [first, ...others] = pages;
  for (const { file, height, width } of others) {
    if (height !== first!.height || width !== first!.width) {
      throw new Error(
        `${file}: expected ${first!.height}x${first!.width} pixels like ${first!.file}; found ${height}x${width}`,
      );
    }
  }
  const decoded = await mapInOrder(pages, (page) => decodeStains(page, { whiteLevel }));
  return composeStains(withBlack(new Map(decoded.flat())), { size });
}

function stainsByFile(channels: ChannelFiles): Map<string, ChannelName[]> {
  const stains = new Map<string, ChannelName[]>();
  for (const name of channelNames) {
    const file = channels[name];
    if (file !== undefined) {
      stains.set(file, [...(stains.get(file) ?? []), name]);
    }
  }
  return stains;
}

/** All four stains in order; one that is not there is black. */
function withBlack(stains: ReadonlyMap<ChannelName, GreyImage>): GreyImage[] {
  const { height, width } = stains.values().next().value!;
  return channelNames.map(
    (name) => stains.get(name) ?? { height, width, data: new Uint8Array(height * width) },
  );
}
