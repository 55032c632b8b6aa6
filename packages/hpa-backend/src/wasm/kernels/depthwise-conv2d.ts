import {
  backend_util,
  type DepthwiseConv2dNativeAttrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type FusedDepthwiseConv2DAttrs,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { GRAIN } from '../calls/grain.js';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

type Shape4D = [number, number, number, number];

/** Pixels summed in single precision before blocks are added in double precision, and the maximum number of blocks. */
const BLOCK_PIXELS = 512;
const MAXIMUM_BLOCKS = 32;
/** Output channels of a unit of work, as kernels/depthwise-conv2d.ts has it. */
const GROUP_CHANNELS = 64;

/** Smallest and largest output of each activation that the kernel applies itself. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  linear: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  relu: [0, Number.POSITIVE_INFINITY],
  relu6: [0, 6],
};

/**
 * Forward depthwise convolution of float32 NHWC images, with a bias and ReLU or ReLU6 if fused: any channel multiplier, stride,
 * padding and dilation. The stock kernel takes the other activations.
 */
export const depthwiseConv2d: WasmKernel = { kernelName: 'DepthwiseConv2dNative', run: forward };
export const fusedDepthwiseConv2d: WasmKernel = { kernelName: 'FusedDepthwiseConv2D', run: forward };

function forward(call: KernelCall): TensorInfo {
  const { inputs, attrs, backend, pool, stock } = call;
  const x = input(inputs, 'x');
  const filter = input(inputs, 'filter');
  const { bias } = inputs;
  const { dataFormat, activation = 'linear' } = attrs as unknown as Partial<FusedDepthwiseConv2DAttrs>;
  requireNhwc(dataFormat);
  const info = depthwiseInfo(x.shape, filter.shape, attrs);
  const bounds = BOUNDS[activation];
  if (bounds === undefined || x.dtype !== 'float32' || (bias && sizeOf(bias) !== info.outChannels)) {
    return stock();
  }
  const y = backend.makeOutput(info.outShape, 'float32');
  if (sizeOf(y) === 0) {
    return y;
  }
  pool.run(
    'depthwiseConv2d',
    {
      x: addressOf(backend, x),
      filter: addressOf(backend, filter),
      bias: bias ? addressOf(backend, bias) : 0,
      y: addressOf(backend, y),
      dilationHeight: info.dilationHeight,
      dilationWidth: info.dilationWidth,
      floor: bounds[0],
      ceiling: bounds[1],
      ...shapeArguments(info),
    },
    {
      units: info.batchSize * info.outHeight,
      multiple: Math.ceil(GRAIN / (info.outWidth * info.outChannels)),
    },
  );
  return y;
}

/** Input gradient of a depthwise convolution, which tfjs-backend-wasm lacks. */
export const depthwiseConv2dBackpropInput: WasmKernel = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  run({ inputs, attrs, backend, pool }) {
    const dy = input(inputs, 'dy');
    const filter = input(inputs, 'filter');
    const { inputShape } = attrs as unknown as DepthwiseConv2dNativeBackpropInputAttrs;
    const info = depthwiseInfo(inputShape, filter.shape, attrs);
    requireNoDilation(info);
    const dx = backend.makeOutput(inputShape, 'float32');
    if (sizeOf(dx) === 0) {
      return dx;
    }
    pool.run(
      'depthwiseConv2dInputGradient',
      {
        dy: addressOf(backend, dy),
        filter: addressOf(backend, filter),
        dx: addressOf(backend, dx),
        ...shapeArguments(info),
      },
      {
        units: info.batchSize * info.inHeight,
        multiple: Math.ceil(GRAIN / (info.inWidth * info.inChannels)),
      },
    );
    return dx;
  },
};

/** Filter gradient of a depthwise convolution, which tfjs-backend-wasm lacks. */
export const depthwiseConv2dBackpropFilter: WasmKernel = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  run({ inputs, attrs, backend, pool }) {
    const x = input(inputs, 'x');
    const dy = input(inputs, 'dy');
    const { filterShape } = attrs as unknown as DepthwiseConv2dNativeBackpropFilterAttrs;
    const info = depthwiseInfo(x.shape, filterShape, attrs);
    requireNoDilation(info);
    const dw = backend.makeOutput(filterShape, 'float32');
    if (sizeOf(dw) === 0) {
      return dw;
    }
    const outRows = info.batchSize * info.outHeight;
    const blocksWanted = Math.min(MAXIMUM_BLOCKS, Math.ceil((outRows * info.outWidth) / BLOCK_PIXELS));
    const blockRows = Math.max(1, Math.ceil(outRows / Math.max(1, blocksWanted)));
    const blocks = Math.max(1, Math.ceil(outRows / blockRows));
    const parts = backend.makeOutput([blocks, sizeOf(dw)], 'float32');
    pool.run(
      'depthwiseConv2dFilterGradient',
      {
        x: addressOf(backend, x),
        dy: addressOf(backend, dy),
        parts: addressOf(backend, parts),
        outRows,
        blockRows,
        ...shapeArguments(info),
      },
      { units: blocks * Math.ceil(info.outChannels / GROUP_CHANNELS) },
    );
    pool.run('addParts', {
      parts: addressOf(backend, parts),
      sums: addressOf(backend, dw),
      blocks,
      channels: sizeOf(dw),
      scale: 1,
    });
    backend.disposeData(parts.dataId);
    return dw;
  },
};

function depthwiseInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: NamedAttrMap,
): backend_util.Conv2DInfo {
  const { strides, pad, dilations, dimRoundingMode } = attrs as unknown as DepthwiseConv2dNativeAttrs;
  return backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  );
}

/** The arguments that all three kernels share. */
function shapeArguments(info: backend_util.Conv2DInfo) {
  return {
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    multiplier: info.outChannels / info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

function requireNhwc(dataFormat: string | undefined): void {
  if (dataFormat === 'NCHW') {
    throw new Error('dataFormat of a depthwise convolution on wasm must be NHWC; received NCHW');
  }
}

function requireNoDilation({ dilationHeight, dilationWidth }: backend_util.Conv2DInfo): void {
  if (dilationHeight !== 1 || dilationWidth !== 1) {
    throw new RangeError(
      `dilations of a depthwise convolution's gradients must be 1; received ${dilationHeight}, ${dilationWidth}`,
    );
  }
}
