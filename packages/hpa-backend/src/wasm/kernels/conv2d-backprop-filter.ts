import { backend_util, type Conv2DBackpropFilterAttrs } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../kernel-call.js';
import { addressOf } from '../tensors.js';

/** Filter gradient of conv2d: tfjs-backend-wasm has none. NHWC float32; any stride, padding and dilation. */
export const conv2dBackpropFilter: WasmKernel = {
  kernelName: 'Conv2DBackpropFilter',
  run({ inputs, attrs, backend, pool }) {
    const x = input(inputs, 'x');
    const dy = input(inputs, 'dy');
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
      attrs as unknown as Conv2DBackpropFilterAttrs;
    if (dataFormat !== 'NHWC')
      throw new Error(`Conv2DBackpropFilter on wasm takes NHWC; received ${dataFormat}`);
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const dw = backend.makeOutput(filterShape, 'float32');
    pool.parallel(
      'conv2dFilterGradient',
      [
        ...[addressOf(backend, x), addressOf(backend, dy), addressOf(backend, dw)],
        ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
        ...[info.outHeight, info.outWidth, info.outChannels, info.filterHeight, info.filterWidth],
        ...[info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth],
        ...[info.padInfo.top, info.padInfo.left],
      ],
      { units: info.filterHeight * info.filterWidth * Math.ceil(info.inChannels / 4) },
    );
    return dw;
  },
};
