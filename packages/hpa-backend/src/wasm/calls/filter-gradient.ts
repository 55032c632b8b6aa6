import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, sizeOf } from '../memory/tensors.js';
import type { KernelCall } from './kernel-call.js';
import { withRowsAsTaps } from './rows-as-taps.js';

// Sizes that kernels/conv2d-filter-gradient.ts relies on: pixels of a block, and input and output channels of a unit; if it has all input channels,
// fewer output channels.
const PIXELS = 256;
const ROWS = 12;
const COLUMNS = 64;
const LISTED_COLUMNS = 8;
/** Each range reads all of x and dy. A thread takes several ranges only if this many elements fit a cache. */
const CACHED_SIZE = 1 << 20;

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

/** Computes the gradient of a convolution's filter from x and dy into dw. */
export function filterGradient(
  { x, dy, dw }: { readonly x: TensorInfo; readonly dy: TensorInfo; readonly dw: TensorInfo },
  shape: ConvolutionShape,
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): void {
  if (sizeOf(dw) === 0) {
    return;
  }
  // The filter of one column has the same numbers in the same order.
  const { filterHeight, filterWidth, inChannels } = withRowsAsTaps(shape);
  const rowGroups = Math.ceil(inChannels / ROWS);
  const unitColumns = rowGroups === 1 ? LISTED_COLUMNS : COLUMNS;
  const scratch = backend.makeOutput([pool.threads, PIXELS * (2 + ROWS + COLUMNS)], 'float32');
  pool.run(
    'conv2dFilterGradient',
    {
      x: addressOf(backend, x),
      dy: addressOf(backend, dy),
      dw: addressOf(backend, dw),
      scratch: addressOf(backend, scratch),
      batch: shape.batchSize,
      height: shape.inHeight,
      width: shape.inWidth,
      channels: inChannels,
      pixelChannels: shape.inChannels,
      outHeight: shape.outHeight,
      outWidth: shape.outWidth,
      outChannels: shape.outChannels,
      filterWidth,
      strideHeight: shape.strideHeight,
      strideWidth: shape.strideWidth,
      dilationHeight: shape.dilationHeight,
      dilationWidth: shape.dilationWidth,
      padTop: shape.padInfo.top,
      padLeft: shape.padInfo.left,
    },
    {
      units: filterHeight * filterWidth * rowGroups * Math.ceil(shape.outChannels / unitColumns),
      whole: sizeOf(x) + sizeOf(dy) > CACHED_SIZE,
    },
  );
  backend.disposeData(scratch.dataId);
}
