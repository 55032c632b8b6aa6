import { CHANNEL_NAMES, type ChannelName } from '@hpa/data';
import type { ImageSource, MeasuredLevels } from '../answering/messages.js';
import { decodeSource } from './decode-source.js';
import { type ReadableImage, toGrayLevels } from './to-gray-levels.js';

/** The pictures of an image, decoded, of 8 bits. */
export interface OpenedImage {
  /** Of the first picture, in pixels. */
  readonly height: number;
  readonly width: number;
  /** Name of the first picture, for errors. */
  readonly name: string;
  /** What `toCellImage` of @hpa/data takes. */
  readonly readable: ReadableImage | Readonly<Record<string, ReadableImage>>;
  /** Stains without a picture; they are black. */
  readonly missing: readonly ChannelName[];
}

/**
 * Decodes the pictures of an image and lends them, until `use` has made something of them.
 *
 * @throws Error naming the file if a picture cannot be decoded.
 */
export async function openImage<Result>(
  source: ImageSource,
  {
    levels,
    use,
  }: {
    readonly levels: MeasuredLevels;
    readonly use: (image: OpenedImage) => Promise<Result>;
  },
): Promise<Result> {
  const decoded = await decodeSource(source);
  try {
    const readable = toGrayLevels(decoded, levels);
    const { height, width, name } = decoded.values().next().value!;
    return await use({
      height,
      width,
      name,
      readable: source.kind === 'color' ? readable.color! : readable,
      missing: source.kind === 'color' ? ['er'] : CHANNEL_NAMES.filter((each) => !decoded.has(each)),
    });
  } finally {
    for (const image of decoded.values()) {
      image.close();
    }
  }
}
