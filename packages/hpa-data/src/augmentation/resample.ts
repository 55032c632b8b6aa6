import { concat, getBackend, image, split, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';

/**
 * Where each pixel of the result comes from: (column, row) of the source is (a x + b y + c, d x + e y + f).
 */
export interface PixelMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** Options of {@link resample}. */
export interface ResampleOptions {
  /** One map for each image. */
  readonly maps: readonly PixelMap[];
  /** `nearest` where the maps send pixels to pixels, which then keeps every value as it is. */
  readonly interpolation: 'nearest' | 'bilinear';
  /** Height and width of the result; those of the images by default. */
  readonly shape?: readonly [height: number, width: number];
}

/** Moves the pixels of each image by a map of its own; what lies outside is mirrored at the rim. */
export function resample(images: Tensor4D, options: ResampleOptions): Tensor4D {
  // The kernel of the cpu backend (tfjs 4.22) returns after the first image of a batch and leaves the others 0.
  if (getBackend() !== 'cpu' || options.maps.length < 2) {
    return resampleAtOnce(images, options);
  }
  const each = split(images, images.shape[0]).map((one, index) =>
    resampleAtOnce(one as Tensor4D, { ...options, maps: [options.maps[index]!] }),
  );
  return concat(each);
}

function resampleAtOnce(images: Tensor4D, { maps, interpolation, shape }: ResampleOptions): Tensor4D {
  const rows = maps.map(({ a, b, c, d, e, f }) => [a, b, c, d, e, f, 0, 0]);
  const transforms = tensor2d(rows, [maps.length, 8], 'float32');
  return image.transform(images, transforms, interpolation, 'reflect', 0, shape && [...shape]);
}
