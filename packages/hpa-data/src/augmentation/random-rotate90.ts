import type { ImageAugmentation } from './image-augmentation.js';
import { type PixelMap, resample } from './resample.js';

/**
 * Turns each image by 0, 90, 180 or 270 degrees with equal chance.
 *
 * @throws RangeError where images are not square, when they come.
 */
export function randomRotate90(): ImageAugmentation {
  return ({ images, labels }, { random }) => {
    const [, height, width] = images.shape;
    if (height !== width) {
      throw new RangeError(`randomRotate90 needs square images; received ${height}x${width}`);
    }
    const end = width - 1;
    const turns: readonly PixelMap[] = [
      { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 },
      { a: 0, b: 1, c: 0, d: -1, e: 0, f: end },
      { a: -1, b: 0, c: end, d: 0, e: -1, f: end },
      { a: 0, b: -1, c: end, d: 1, e: 0, f: 0 },
    ];
    const maps = random.map((draw) => turns[draw.integer([0, 3])]!);
    return { images: resample(images, { maps, interpolation: 'nearest' }), labels };
  };
}
