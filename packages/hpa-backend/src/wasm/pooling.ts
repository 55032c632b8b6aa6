import { type AvgPoolAttrs, backend_util, type TensorInfo } from '@tensorflow/tfjs-core';

/** The windows of a pooling over x [N, H, W, C]. */
export function poolingOf(
  x: TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: AvgPoolAttrs,
): backend_util.Conv2DInfo {
  const shape = x.shape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/** They as the pooling kernels take them. */
export function numbersOf(info: backend_util.Conv2DInfo): number[] {
  return [
    ...[info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.padInfo.top, info.padInfo.left],
  ];
}
