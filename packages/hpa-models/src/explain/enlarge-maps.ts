import { expandDims, image, squeeze, type Tensor3D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** Resizes maps [N, h, w] to [N, height, width] by bilinear interpolation. */
export function enlargeMaps(
  maps: Tensor3D,
  [height, width]: readonly [height: number, width: number],
): Tensor3D {
  return tidy(() => {
    const enlarged = image.resizeBilinear(expandDims<Tensor4D>(maps, 3), [height, width], false, true);
    return squeeze<Tensor3D>(enlarged, [3]);
  });
}
