import type { ImageAugmentation } from './image-augmentation.js';
import { requireShare } from './require-share.js';
import { resample } from './resample.js';

/** Options of {@link randomAffine}; all are bounds of uniform draws. */
export interface RandomAffineOptions {
  /** Degrees of rotation, to either side; 10 by default. */
  readonly degrees?: number;
  /** Share by which an image grows or shrinks, in [0, 1); 0.1 by default. */
  readonly scale?: number;
  /** Shift along each side, to either end, as a share of the side, in [0, 1); 0.1 by default. */
  readonly shift?: number;
}

/**
 * Rotates, scales and shifts each image a little about its centre, interpolating linearly; what comes in at the rim is
 * the mirror image of what is there.
 *
 * @throws RangeError where a bound is unfit.
 */
export function randomAffine({
  degrees = 10,
  scale = 0.1,
  shift = 0.1,
}: RandomAffineOptions = {}): ImageAugmentation {
  if (!(degrees >= 0 && degrees <= 180)) {
    throw new RangeError(`degrees must be in [0, 180]; received ${degrees}`);
  }
  requireShare(scale, { name: 'scale' });
  requireShare(shift, { name: 'shift' });
  return ({ images, labels }, { random }) => {
    const [, height, width] = images.shape;
    const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
    const maps = random.map((draw) => {
      const angle = (draw.within([-degrees, degrees]) * Math.PI) / 180;
      const zoom = 1 + draw.within([-scale, scale]);
      const [shiftX, shiftY] = [draw.within([-shift, shift]) * width, draw.within([-shift, shift]) * height];
      // From the place in the result back to the source: shift, then turn and scale about the centre.
      const [cosine, sine] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
      const [fromX, fromY] = [middleX + shiftX, middleY + shiftY];
      return {
        ...{ a: cosine, b: sine, c: middleX - cosine * fromX - sine * fromY },
        ...{ d: -sine, e: cosine, f: middleY + sine * fromX - cosine * fromY },
      };
    });
    return { images: resample(images, { maps, interpolation: 'bilinear' }), labels };
  };
}
