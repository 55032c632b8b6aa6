import type { InputSpec } from '@hpa/data';
import type { DecodedImage } from './decode-image.js';

/** Bits that cameras have. */
const CAMERA_BITS = [8, 10, 12, 14, 16];

/** A picture that `toCellImage` of @hpa/data takes. */
export type ReadableImage =
  | ImageBitmap
  | {
      readonly height: number;
      readonly width: number;
      readonly data: Uint8ClampedArray<ArrayBuffer>;
      readonly colorSpace: string;
    };

/**
 * Brings the pictures of one cell to levels in [0, 255].
 *
 * Those of 8 bits stay as they are. For more, two numbers of the model are black and white. Otherwise white is the highest level of
 * the camera, by the fewest bits (8, 10, 12, 14 or 16) that hold all levels of the cell's pictures; floating-point levels go from 0 to
 * the highest, which is at least 1.
 *
 * @throws Error naming the file if a level is negative or no number.
 */
export function toGrayLevels(
  decoded: ReadonlyMap<string, DecodedImage>,
  { levels }: Pick<InputSpec, 'levels'> = {},
): Record<string, ReadableImage> {
  if (typeof levels === 'object') {
    return scaleAll(decoded, () => levels);
  }
  const white = { integer: 255, float: 1 };
  for (const image of decoded.values()) {
    if (image.kind === 'levels') {
      white[image.format] = Math.max(white[image.format], highest(image));
    }
  }
  const bits = CAMERA_BITS.find((each) => white.integer < 2 ** each) ?? 16;
  const whiteLevels = { integer: 2 ** bits - 1, float: white.float };
  return scaleAll(decoded, ({ format }) => [0, whiteLevels[format]]);
}

function scaleAll(
  decoded: ReadonlyMap<string, DecodedImage>,
  levelsOf: (image: Levels) => readonly [black: number, white: number],
): Record<string, ReadableImage> {
  return Object.fromEntries(
    [...decoded].map(([name, image]) => [
      name,
      image.kind === 'bitmap' ? image.bitmap : scaled(image, levelsOf(image)),
    ]),
  );
}

type Levels = Extract<DecodedImage, { readonly kind: 'levels' }>;

function highest({ name, values }: Levels): number {
  let maximum = 0;
  for (let at = 0; at < values.length; at++) {
    const level = values[at]!;
    if (!(level >= 0 && level < Number.POSITIVE_INFINITY)) {
      throw new Error(`${name}: expected levels from 0 on; found ${level}`);
    }
    maximum = Math.max(maximum, level);
  }
  return maximum;
}

function scaled(
  { height, width, values, samples }: Levels,
  [black, white]: readonly [black: number, white: number],
): ReadableImage {
  const data = new Uint8ClampedArray(height * width * 4);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let color = 0; color < 3; color++) {
      const level = values[pixel * samples + (samples === 3 ? color : 0)]!;
      data[pixel * 4 + color] = Math.round(((level - black) * 255) / (white - black));
    }
    data[pixel * 4 + 3] = 255;
  }
  return { height, width, data, colorSpace: 'srgb' };
}
