import { CHANNEL_NAMES, syntheticCell } from '@hpa/data';
import type { ImageSource } from '../answering/messages.js';
import { type DecodedImage, decodeImage, storedLevels } from './decode-image.js';

/** Height and width of drawn cells, in pixels. */
const DRAWN_SIZE = 256;

/**
 * Decodes the pictures of a source, by the stain that each shows; `color` shows three.
 *
 * @throws Error naming the file if one cannot be decoded.
 */
export async function decodeSource(source: ImageSource): Promise<Map<string, DecodedImage>> {
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
      return [name, storedLevels({ name, height, width, values, samples: 1 })];
    }),
  );
}
