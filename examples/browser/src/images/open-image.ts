import { CHANNEL_NAMES, type ChannelName, type InputSpec, syntheticCell } from '@hpa/data';
import type { ImageSource } from '../answering/messages.js';
import { type DecodedImage, decodeImage, storedLevels } from './decode-image.js';
import { type ReadableImage, toGrayLevels } from './to-gray-levels.js';

/** Height and width of drawn cells, in pixels. */
const DRAWN_SIZE = 256;

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
    input,
    use,
  }: {
    readonly input: Pick<InputSpec, 'levels'>;
    readonly use: (image: OpenedImage) => Promise<Result>;
  },
): Promise<Result> {
  const decoded = await decode(source);
  try {
    const readable = toGrayLevels(decoded, input);
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

/** The pictures of a source, by the stain that each shows; `color` shows three. */
async function decode(source: ImageSource): Promise<Map<string, DecodedImage>> {
  if (source.kind === 'drawn') {
    return drawCell(source);
  }
  const files = source.kind === 'color' ? { color: source.file } : source.files;
  const decoded = new Map<string, DecodedImage>();
  try {
    for (const [name, file] of Object.entries(files)) {
      decoded.set(name, await decodeImage(file));
    }
  } catch (error) {
    for (const image of decoded.values()) {
      image.close();
    }
    throw error;
  }
  return decoded;
}

/** Draws a cell, in pixels enough to look at. */
function drawCell(cell: Extract<ImageSource, { readonly kind: 'drawn' }>): Map<string, DecodedImage> {
  const { height, width, data } = syntheticCell({ ...cell, size: DRAWN_SIZE });
  return new Map(
    CHANNEL_NAMES.map((name, channel) => {
      const values = Uint8Array.from({ length: height * width }, (_, pixel) => data[pixel * 4 + channel]!);
      return [name, storedLevels({ name, height, width, values, samples: 1, format: 'integer' })];
    }),
  );
}
