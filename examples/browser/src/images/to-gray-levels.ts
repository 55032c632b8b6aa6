import { CHANNEL_NAMES, type ChannelName } from '@hpa/data';
import type { MeasuredLevels } from '../answering/messages.js';
import type { DecodedImage, StoredLevels } from './decode-image.js';

/** What a picture in color shows, as red, green and blue. */
export const IN_COLOR: readonly ChannelName[] = ['microtubules', 'protein', 'nucleus'];

/** A picture that `toCellImage` of @hpa/data takes. */
export type ReadableImage =
  | ImageBitmap
  | {
      readonly height: number;
      readonly width: number;
      readonly data: Uint8ClampedArray<ArrayBuffer>;
      readonly colorSpace: string;
    };

/** Levels of black and white. */
type Levels = readonly [black: number, white: number];

/**
 * Brings pictures to levels in [0, 255], by what was measured: those of 8 bits stay as they are unless percentiles scale them too.
 *
 * @param decoded by the stain that each shows; `color` shows three
 * @throws Error naming the file if a level is not a finite number, or a floating-point number where none was measured.
 */
export function toGrayLevels(
  decoded: ReadonlyMap<string, DecodedImage>,
  { perChannel, of8Bits }: Pick<MeasuredLevels, 'perChannel' | 'of8Bits'>,
): Record<string, ReadableImage> {
  return Object.fromEntries(
    [...decoded].map(([key, image]): [string, ReadableImage] => {
      const shown = key === 'color' ? IN_COLOR : CHANNEL_NAMES.filter((name) => name === key);
      const eightBits = image.kind === 'bitmap' || image.values.BYTES_PER_ELEMENT === 1;
      const known = shown.map((name) => (eightBits ? of8Bits : perChannel)?.[name]);
      if (image.kind === 'bitmap' && known.every((levels) => levels === undefined)) {
        return [key, image.bitmap];
      }
      return [
        key,
        scaled(
          image,
          known.map((levels) => levels ?? unmeasured(image, { eightBits })),
        ),
      ];
    }),
  );
}

/** The levels of a picture as its file has them, with how many numbers a pixel has. */
export function levelsIn(image: DecodedImage): {
  readonly levels: StoredLevels;
  readonly samples: 1 | 3 | 4;
} {
  if (image.kind === 'levels') {
    return { levels: image.values, samples: image.samples };
  }
  const { height, width, bitmap } = image;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  return { levels: context.getImageData(0, 0, width, height).data, samples: 4 };
}

/** Black and white of levels that were not looked at: all that integers can hold. */
function unmeasured(image: DecodedImage, { eightBits }: { readonly eightBits: boolean }): Levels {
  if (image.kind === 'levels' && !eightBits && !(image.values instanceof Uint16Array)) {
    throw new Error(
      `${image.name}: expected levels of 8 or 16 bits, as the pictures have that were looked at; found floating-point numbers`,
    );
  }
  return [0, eightBits ? 255 : 65_535];
}

/** Scales a picture by the levels of what it shows, one pair, or one for each of red, green and blue. */
function scaled(image: DecodedImage, known: readonly Levels[]): ReadableImage {
  const { height, width } = image;
  const { levels, samples } = levelsIn(image);
  const data = new Uint8ClampedArray(height * width * 4);
  for (let color = 0; color < 3; color++) {
    const [black, white] = known[known.length === 1 ? 0 : color]!;
    for (let pixel = 0; pixel < height * width; pixel++) {
      const level = levels[pixel * samples + (samples === 1 ? 0 : color)]!;
      if (!Number.isFinite(level)) {
        throw new Error(`${image.name}: expected levels that are numbers; found ${level}`);
      }
      data[pixel * 4 + color] = Math.round(((level - black) * 255) / (white - black));
    }
  }
  for (let at = 3; at < data.length; at += 4) {
    data[at] = samples === 4 ? levels[at]! : 255;
  }
  return { height, width, data, colorSpace: 'srgb' };
}
