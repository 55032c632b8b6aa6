import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './kernel-call.js';
import { addressOf } from './tensors.js';

/** A shift of the source, in pixels, and the row of the filter [taps, ...] that weighs it. */
export interface Tap {
  readonly row: number;
  readonly column: number;
  readonly weights: number;
}

/** Pixels begin, begin + step, ... along one axis of a picture. */
export interface Steps {
  readonly begin: number;
  readonly step: number;
}

/** A convolution as `kernels/conv2d.ts` has it: a sum over taps for each pixel of a grid. */
export interface Convolution {
  /** [N, height, width, channels] */
  readonly source: TensorInfo;
  /** What {@link packWeights} made. */
  readonly packed: TensorInfo;
  /** [out channels] */
  readonly bias?: TensorInfo | undefined;
  /** [N, height, width, out channels]; the pixels of the grid are written. */
  readonly target: TensorInfo;
  readonly taps: readonly Tap[];
  readonly filterTaps: number;
  /** Rows and columns of the grid, where they lie in the target, and how far apart they are in the source. */
  readonly rows: number;
  readonly columns: number;
  readonly targetRows: Steps;
  readonly targetColumns: Steps;
  readonly sourceRowStep: number;
  readonly sourceColumnStep: number;
  /** Whether the sums end in max(0, sum). */
  readonly relu?: boolean;
}

// The sizes that kernels/conv2d.ts counts on.
const ZEROS = 256;
const THREAD_NUMBERS = 32 * 4 + 32 * 256;
const BLOCK_PIXELS = 32;
/** Products that a unit of work is worth: fewer, and threads mostly look for work; more, and they wait for the last one. */
const UNIT_PRODUCTS = 2 ** 18;

/** Computes a convolution into its target, on all threads. */
export function convolve(
  convolution: Convolution,
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): void {
  const { source, packed, bias, target, taps, rows, columns, targetRows, targetColumns } = convolution;
  const [pictures, height, width, channels] = source.shape as [number, number, number, number];
  const [, targetHeight, targetWidth, outChannels] = target.shape as [number, number, number, number];
  const pixels = pictures * rows * columns;
  if (pixels * outChannels === 0) {
    return;
  }
  const list = backend.makeOutput([Math.max(1, taps.length), 3], 'int32');
  backend.typedArrayFromHeap(list).set(taps.flatMap(({ row, column, weights }) => [row, column, weights]));
  const scratch = backend.makeOutput([ZEROS + pool.threads * THREAD_NUMBERS], 'float32');
  backend.typedArrayFromHeap(scratch).fill(0, 0, ZEROS);
  const productsOfChannel = BLOCK_PIXELS * Math.max(1, taps.length) * channels;
  const groupChannels = 16 * Math.ceil(Math.min(outChannels, UNIT_PRODUCTS / productsOfChannel) / 16);
  pool.parallel(
    'conv2d',
    [
      ...[addressOf(backend, source), addressOf(backend, packed), bias ? addressOf(backend, bias) : 0],
      ...[addressOf(backend, target), addressOf(backend, list), addressOf(backend, scratch)],
      ...[taps.length, convolution.filterTaps, height, width, channels],
      ...[targetHeight, targetWidth, outChannels, pictures, rows, columns],
      ...[targetRows.step, targetRows.begin, targetColumns.step, targetColumns.begin],
      ...[convolution.sourceRowStep, convolution.sourceColumnStep],
      ...[convolution.relu ? 1 : 0, groupChannels],
    ],
    { units: Math.ceil(pixels / BLOCK_PIXELS) * Math.ceil(outChannels / groupChannels) },
  );
  backend.disposeData(list.dataId);
  backend.disposeData(scratch.dataId);
}

/**
 * A filter [height, width, channels, out channels] in the order that the kernel reads; with `transposed` the roles of
 * its last two axes change. The caller disposes of it.
 */
export function packWeights(
  filter: TensorInfo,
  { transposed }: { readonly transposed: boolean },
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): TensorInfo {
  const [height, width, second, last] = filter.shape as [number, number, number, number];
  const [channels, outChannels] = transposed ? [last, second] : [second, last];
  const packed = backend.makeOutput([height * width, channels, 4 * Math.ceil(outChannels / 4)], 'float32');
  pool.parallel(
    'packConv2dWeights',
    [
      addressOf(backend, filter),
      addressOf(backend, packed),
      height * width,
      channels,
      outChannels,
      transposed ? 1 : 0,
    ],
    { units: outChannels, multiple: 16 },
  );
  return packed;
}
