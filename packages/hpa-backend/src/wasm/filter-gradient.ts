import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './kernel-call.js';
import { addressOf, sizeOf } from './tensors.js';

/** Numbers of a list in kernels/conv2d-filter-gradient.ts. */
const LIST = 512;
/** Each range reads all of x and dy: only where these numbers stay in a cache may a thread take several. */
const CACHED = 1 << 20;

/** What {@link filterGradient} needs to know of a convolution, named as in tfjs-core. */
export type ConvolutionShape = Pick<
  backend_util.Conv2DInfo,
  | 'batchSize'
  | 'inHeight'
  | 'inWidth'
  | 'inChannels'
  | 'outHeight'
  | 'outWidth'
  | 'outChannels'
  | 'filterHeight'
  | 'filterWidth'
  | 'strideHeight'
  | 'strideWidth'
  | 'dilationHeight'
  | 'dilationWidth'
> & { readonly padInfo: { readonly top: number; readonly left: number } };

/** Computes the gradient of a convolution's filter from x and dy into dw, on all threads. */
export function filterGradient(
  { x, dy, dw }: { readonly x: TensorInfo; readonly dy: TensorInfo; readonly dw: TensorInfo },
  shape: ConvolutionShape,
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): void {
  if (sizeOf(dw) === 0) {
    return;
  }
  const scratch = backend.makeOutput([pool.threads, LIST], 'float32');
  pool.parallel(
    'conv2dFilterGradient',
    [
      ...[x, dy, dw, scratch].map((tensor) => addressOf(backend, tensor)),
      ...[shape.batchSize, shape.inHeight, shape.inWidth, shape.inChannels],
      ...[shape.outHeight, shape.outWidth, shape.outChannels, shape.filterHeight, shape.filterWidth],
      ...[shape.strideHeight, shape.strideWidth, shape.dilationHeight, shape.dilationWidth],
      ...[shape.padInfo.top, shape.padInfo.left],
    ],
    {
      units: shape.filterHeight * shape.filterWidth * Math.ceil(shape.inChannels / 4),
      whole: sizeOf(x) + sizeOf(dy) > CACHED,
    },
  );
  backend.disposeData(scratch.dataId);
}
