import type { ImageAugmentation } from './image-augmentation.js';
import { resample } from './resample.js';

/** Mirrors each image left and right, top and bottom, both or neither, each with equal chance. */
export function randomFlip(): ImageAugmentation {
  return ({ images, labels }, { random }) => {
    const [, height, width] = images.shape;
    const maps = random.map((draw) => {
      const [mirrorColumns, mirrorRows] = [draw.integer([0, 1]) === 1, draw.integer([0, 1]) === 1];
      return {
        ...{ a: mirrorColumns ? -1 : 1, b: 0, c: mirrorColumns ? width - 1 : 0 },
        ...{ d: 0, e: mirrorRows ? -1 : 1, f: mirrorRows ? height - 1 : 0 },
      };
    });
    return { images: resample(images, { maps, interpolation: 'nearest' }), labels };
  };
}
