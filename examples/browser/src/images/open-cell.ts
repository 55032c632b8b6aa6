import {
  type CellImage,
  CHANNEL_NAMES,
  type ChannelName,
  type InputSpec,
  syntheticCell,
  toCellImage,
} from '@hpa/data';
import type { CellSource } from '../answering/messages.js';
import { type DecodedImage, decodeImage, storedLevels } from './decode-image.js';
import { toGrayLevels } from './to-gray-levels.js';

/** Height and width of drawn cells, in pixels. */
const DRAWN_SIZE = 256;

/** A cell as a model sees it, and as a person does. */
export interface OpenedCell {
  /** Of the size that the model takes. */
  readonly image: CellImage;
  /** As it is, or reduced so that its longer side has `longestSide` pixels. */
  readonly shown: CellImage;
  /** Stains without a picture; they are black. */
  readonly missing: readonly ChannelName[];
}

/**
 * Decodes the pictures of a cell, once, and makes of them the images that a model and a person see.
 *
 * @throws Error naming the stain and the file if a picture cannot be decoded or has another size than the others.
 * @throws RangeError naming the stains if one is missing without which there is no answer.
 */
export async function openCell(
  source: CellSource,
  {
    input,
    longestSide,
  }: { readonly input: Pick<InputSpec, 'height' | 'width' | 'levels'>; readonly longestSide: number },
): Promise<OpenedCell> {
  const { height, width } = input;
  const decoded = await decode(source);
  try {
    const levels = toGrayLevels(decoded, input);
    const given = source.kind === 'color' ? levels.color! : levels;
    const size = decoded.values().next().value!;
    const scale = Math.min(1, longestSide / Math.max(size.height, size.width));
    const reduced = {
      height: Math.max(1, Math.round(size.height * scale)),
      width: Math.max(1, Math.round(size.width * scale)),
    };
    return {
      image: await toCellImage(given, { height, width, allowMissing: 'er' }),
      shown: await toCellImage(given, { ...reduced, allowMissing: 'er' }),
      missing: source.kind === 'color' ? ['er'] : CHANNEL_NAMES.filter((name) => !decoded.has(name)),
    };
  } finally {
    for (const image of decoded.values()) {
      image.close();
    }
  }
}

/** The pictures of a source, by the stain that each shows; `color` shows three. */
async function decode(source: CellSource): Promise<Map<string, DecodedImage>> {
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
function drawCell(cell: Extract<CellSource, { readonly kind: 'drawn' }>): Map<string, DecodedImage> {
  const { height, width, data } = syntheticCell({ ...cell, size: DRAWN_SIZE });
  return new Map(
    CHANNEL_NAMES.map((name, channel) => {
      const values = Uint8Array.from({ length: height * width }, (_, pixel) => data[pixel * 4 + channel]!);
      return [name, storedLevels({ name, height, width, values, samples: 1, format: 'integer' })];
    }),
  );
}
