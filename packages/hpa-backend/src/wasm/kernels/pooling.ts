import {
  type AvgPoolAttrs,
  type AvgPoolGradAttrs,
  backend_util,
  type MaxPoolAttrs,
  type MaxPoolGradAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

/** Maximum of each window of float32 images. */
export const maxPool: WasmKernel = pooling('MaxPool', 'maxPool');

/** Mean of each window of float32 images, over the pixels inside the image. */
export const avgPool: WasmKernel = pooling('AvgPool', 'averagePool');

function pooling(kernelName: string, compiled: 'averagePool' | 'maxPool'): WasmKernel {
  return {
    kernelName,
    run({ inputs, attrs, backend, pool, stock }) {
      const x = input(inputs, 'x');
      if (x.dtype !== 'float32') {
        return stock();
      }
      const info = windowsOf(x, attrs as unknown as AvgPoolAttrs | MaxPoolAttrs);
      const y = backend.makeOutput(info.outShape, 'float32');
      if (sizeOf(y) === 0) {
        return y;
      }
      pool.run(
        compiled,
        { x: addressOf(backend, x), y: addressOf(backend, y), ...windowArguments(info) },
        { units: info.batchSize * info.outHeight },
      );
      return y;
    },
  };
}

/** Gradient of max pooling: it goes to the first maximum of each window, as on the cpu backend. */
export const maxPoolGrad: WasmKernel = {
  kernelName: 'MaxPoolGrad',
  run({ inputs, attrs, backend, pool }) {
    const x = input(inputs, 'input');
    const info = windowsOf(x, attrs as unknown as MaxPoolGradAttrs);
    const dx = backend.makeOutput(x.shape, 'float32');
    pool.run(
      'maxPoolGradient',
      {
        x: addressOf(backend, x),
        y: addressOf(backend, input(inputs, 'output')),
        dy: addressOf(backend, input(inputs, 'dy')),
        dx: addressOf(backend, dx),
        ...windowArguments(info),
      },
      { units: info.batchSize },
    );
    return dx;
  },
};

/** Gradient of average pooling. A window at a border divides by its whole size, as on the cpu backend. */
export const avgPoolGrad: WasmKernel = {
  kernelName: 'AvgPoolGrad',
  run({ inputs, attrs, backend, pool }) {
    const x = input(inputs, 'input');
    const info = windowsOf(x, attrs as unknown as AvgPoolGradAttrs);
    return averageGradient({ dy: input(inputs, 'dy'), x, info, insideOnly: false }, { backend, pool });
  },
};

/**
 * { dy }, { poolSize } -> dx of average pooling over odd square windows, with stride 1 and padding 'same', where a window averages the pixels
 * inside the image only.
 */
export const averagePoolGrad: WasmKernel = {
  kernelName: 'HpaAveragePoolGrad',
  run({ inputs, attrs, backend, pool }) {
    const dy = input(inputs, 'dy');
    const { poolSize } = attrs as { poolSize: number };
    const info = windowsOf(dy, { filterSize: poolSize, strides: 1, pad: 'same' });
    return averageGradient({ dy, x: dy, info, insideOnly: true }, { backend, pool });
  },
};

function averageGradient(
  {
    dy,
    x,
    info,
    insideOnly,
  }: {
    readonly dy: TensorInfo;
    readonly x: TensorInfo;
    readonly info: backend_util.Conv2DInfo;
    readonly insideOnly: boolean;
  },
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): TensorInfo {
  const dx = backend.makeOutput(x.shape, 'float32');
  if (sizeOf(dx) > 0) {
    pool.run(
      'averagePoolGradient',
      {
        dy: addressOf(backend, dy),
        dx: addressOf(backend, dx),
        ...windowArguments(info),
        insideOnly: insideOnly ? 1 : 0,
      },
      { units: info.batchSize * info.inHeight },
    );
  }
  return dx;
}

function windowsOf(
  x: TensorInfo,
  {
    filterSize,
    strides,
    pad,
    dimRoundingMode,
  }: Pick<AvgPoolAttrs, 'filterSize' | 'strides' | 'pad'> & Partial<AvgPoolAttrs>,
) {
  const shape = x.shape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/** The arguments that all pooling kernels share. */
function windowArguments(info: backend_util.Conv2DInfo) {
  return {
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
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
