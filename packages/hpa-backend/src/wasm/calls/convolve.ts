import type { TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf } from '../memory/tensors.js';
import type { KernelCall } from './kernel-call.js';

/** A shift of the source, in pixels, and the row of the filter [taps, ...] with its weights. */
export interface Tap {
  readonly row: number;
  readonly column: number;
  readonly weights: number;
}

/** Pixels begin, begin + step, ... along one axis of an image. */
export interface Steps {
  readonly begin: number;
  readonly step: number;
}

/** A convolution as `kernels/conv2d.ts` computes it: a sum over taps for each pixel of a grid. */
export interface Convolution {
  /** [N, height, width, channels] */
  readonly source: TensorInfo;
  /** From {@link packWeights}. */
  readonly packed: TensorInfo;
  /** How many numbers of the source a tap reads, from its pixel on; by default the channels of the pixel. */
  readonly depth?: number;
  /** [out channels] */
  readonly bias?: TensorInfo | undefined;
  /** [N, height, width, out channels]; only the pixels of the grid are written. */
  readonly target: TensorInfo;
  readonly taps: readonly Tap[];
  readonly filterTaps: number;
  /** Rows and columns of the grid, their places in the target, and their distances in the source. */
  readonly rows: number;
  readonly columns: number;
  readonly targetRows: Steps;
  readonly targetColumns: Steps;
  readonly sourceRowStep: number;
  readonly sourceColumnStep: number;
  /** Whether to apply max(0, sum) to the sums. */
  readonly relu?: boolean;
}

// Sizes that kernels/conv2d.ts and conv2d-tiles.ts rely on.
const ZEROS = 256;
const BLOCK_PIXELS = 24;
const THREAD_SIZE = BLOCK_PIXELS * 4 + BLOCK_PIXELS * 256;
/** Products in a unit of work. With fewer, threads spend their time taking units; with more, they wait for the last one. */
const UNIT_PRODUCTS = 2 ** 18;

/** Computes a convolution into its target. */
export function convolve(
  convolution: Convolution,
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): void {
  const { source, packed, bias, target, taps, rows, columns, targetRows, targetColumns } = convolution;
  const [images, height, width, channels] = source.shape as [number, number, number, number];
  const [, targetHeight, targetWidth, outChannels] = target.shape as [number, number, number, number];
  const { depth = channels } = convolution;
  const pixels = images * rows * columns;
  if (pixels * outChannels === 0) {
    return;
  }
  const list = backend.makeOutput([Math.max(1, taps.length), 3], 'int32');
  backend.typedArrayFromHeap(list).set(taps.flatMap(({ row, column, weights }) => [row, column, weights]));
  const scratch = backend.makeOutput([ZEROS + pool.threads * THREAD_SIZE], 'float32');
  backend.typedArrayFromHeap(scratch).fill(0, 0, ZEROS);
  const channelProducts = BLOCK_PIXELS * Math.max(1, taps.length) * depth;
  const groupChannels = 16 * Math.ceil(Math.min(outChannels, UNIT_PRODUCTS / channelProducts) / 16);
  pool.run(
    'conv2d',
    {
      source: addressOf(backend, source),
      weights: addressOf(backend, packed),
      bias: bias ? addressOf(backend, bias) : 0,
      target: addressOf(backend, target),
      taps: addressOf(backend, list),
      scratch: addressOf(backend, scratch),
      tapCount: taps.length,
      filterTaps: convolution.filterTaps,
      height,
      width,
      channels,
      depth,
      targetHeight,
      targetWidth,
      outChannels,
      images,
      rows,
      columns,
      rowStep: targetRows.step,
      rowStart: targetRows.begin,
      columnStep: targetColumns.step,
      columnStart: targetColumns.begin,
      sourceRowStep: convolution.sourceRowStep,
      sourceColumnStep: convolution.sourceColumnStep,
      relu: convolution.relu ? 1 : 0,
      groupChannels,
    },
    { units: Math.ceil(pixels / BLOCK_PIXELS) * Math.ceil(outChannels / groupChannels) },
  );
  backend.disposeData(list.dataId);
  backend.disposeData(scratch.dataId);
}

/**
 * Packs a filter [height, width, channels, out channels] in the order that the kernel reads. With `transposed`, its last two
 * axes are swapped; otherwise its weights can be multiplied by scales of their channels. The caller disposes of the result.
 */
export function packWeights(
  filter: TensorInfo,
  {
    transposed = false,
    inputScales,
    outputScales,
  }: {
    readonly transposed?: boolean;
    /** [channels], or fewer, which are then repeated. */
    readonly inputScales?: TensorInfo | undefined;
    /** [out channels] */
    readonly outputScales?: TensorInfo | undefined;
  },
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): TensorInfo {
  const [height, width, second, last] = filter.shape as [number, number, number, number];
  const [channels, outChannels] = transposed ? [last, second] : [second, last];
  const packed = backend.makeOutput([height * width, channels, 4 * Math.ceil(outChannels / 4)], 'float32');
  pool.run(
    'packConv2dWeights',
    {
      filter: addressOf(backend, filter),
      packed: addressOf(backend, packed),
      taps: height * width,
      channels,
      outChannels,
      transposed: transposed ? 1 : 0,
      inputScales: inputScales ? addressOf(backend, inputScales) : 0,
      scaledChannels: inputScales?.shape[0] ?? channels,
      outputScales: outputScales ? addressOf(backend, outputScales) : 0,
    },
    { units: outChannels, multiple: 16 },
  );
  return packed;
}
