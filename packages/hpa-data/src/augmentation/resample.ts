import { concat, getBackend, image, split, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';

/** Maps a pixel of the result to its source: column a x + b y + c, row d x + e y + f. */
export interface PixelMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** Options of {@link resample}. */
interface ResampleOptions {
  /** One map per image. */
  readonly maps: readonly PixelMap[];
  /** `nearest` if the maps send pixels to pixels, which keeps every value unchanged. */
  readonly interpolation: 'nearest' | 'bilinear';
  /** Height and width of the result. Default: those of the images. */
  readonly shape?: readonly [height: number, width: number];
}

/** Moves the pixels of each image by its own map, with reflection outside the image. */
export function resample(images: Tensor4D, options: ResampleOptions): Tensor4D {
  // The kernel of the cpu backend (tfjs 4.22) transforms only the first image of a batch and leaves the others 0.
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
