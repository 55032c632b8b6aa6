import {
  backend_util,
  type Conv2DBackpropInputAttrs,
  getKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../kernel-call.js';
import { addressOf } from '../tensors.js';

/**
 * Input gradient of conv2d. With stride 1 it is itself a convolution, of dy with the rotated and transposed
 * filter, for which XNNPACK's forward kernel is fastest; other strides take a kernel of our own.
 */
export const conv2dBackpropInput: WasmKernel = {
  kernelName: 'Conv2DBackpropInput',
  run({ inputs, attrs, backend, pool }) {
    const dy = input(inputs, 'dy');
    const filter = input(inputs, 'filter');
    const { strides, pad, dataFormat, dimRoundingMode, inputShape } =
      attrs as unknown as Conv2DBackpropInputAttrs;
    if (dataFormat !== 'NHWC')
      throw new Error(`Conv2DBackpropInput on wasm takes NHWC; received ${dataFormat}`);
    const info = backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as [number, number, number, number],
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const { filterHeight, filterWidth, inChannels, outChannels } = info;
    const asConvolution = info.strideHeight === 1 && info.strideWidth === 1 && padsWithin(info);
    const turned = backend.makeOutput([filterHeight, filterWidth, outChannels, inChannels], 'float32');
    pool.run('transposeFilter', [
      ...[addressOf(backend, filter), addressOf(backend, turned)],
      ...[filterHeight * filterWidth, inChannels, outChannels, asConvolution ? 1 : 0],
    ]);
    try {
      if (asConvolution) return convolve({ dy, turned, info, backend });
      const dx = backend.makeOutput(inputShape, 'float32');
      pool.parallel(
        'conv2dInputGradient',
        [
          ...[addressOf(backend, dy), addressOf(backend, turned), addressOf(backend, dx)],
          ...[info.inHeight, info.inWidth, inChannels, info.outHeight, info.outWidth, outChannels],
          ...[filterHeight, filterWidth, info.strideHeight, info.strideWidth],
          ...[info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left],
        ],
        { units: info.batchSize },
      );
      return dx;
    } finally {
      backend.disposeData(turned.dataId);
    }
  },
};

/** XNNPACK takes no negative padding, which a forward padding wider than the filter would need here. */
function padsWithin({ padInfo, filterHeight, filterWidth }: backend_util.Conv2DInfo): boolean {
  return (
    Math.max(padInfo.top, padInfo.bottom) < filterHeight &&
    Math.max(padInfo.left, padInfo.right) < filterWidth
  );
}

function convolve(work: {
  readonly dy: TensorInfo;
  readonly turned: TensorInfo;
  readonly info: backend_util.Conv2DInfo;
  readonly backend: KernelCall['backend'];
}): TensorInfo {
  const { dy, turned, info, backend } = work;
  const { padInfo, filterHeight, filterWidth } = info;
  const convolution = getKernel('Conv2D', 'wasm').kernelFunc as unknown as (
    call: Omit<KernelCall, 'pool' | 'stock'>,
  ) => TensorInfo;
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  return convolution({
    inputs: { x: dy, filter: turned },
    attrs: {
      strides: 1,
      dilations: 1,
      pad: [
        [0, 0],
        [top, info.inHeight - info.outHeight - top + filterHeight - 1],
        [left, info.inWidth - info.outWidth - left + filterWidth - 1],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
    backend,
  });
}
