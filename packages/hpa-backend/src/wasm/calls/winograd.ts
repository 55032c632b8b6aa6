import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf } from '../memory/tensors.js';
import type { KernelCall } from './kernel-call.js';

/** Channels of either kind come in whole groups of this many. */
const LANES = 8;
/** Tiles of one image from which on it pays to transform the filter, whether there is one image or many. */
const LEAST_TILES = 16;
/** Tiles of a batch from which on it pays in a gradient. */
const LEAST_GRADIENT_TILES = 32;

// Sizes that kernels/winograd-conv2d.ts and winograd-filter-gradient.ts rely on.
const TILES = 24;
const GROUP = 64;
/** Pointers of a thread, in numbers of four bytes. */
const POINTERS = 16;

/** Output channels of a unit: fewer make a thread transform its images more often, more leave other threads without work. */
const GROUP_CHANNELS = 64;
/** Units of a filter gradient at least, where there are enough tiles: threads beyond them stay idle. */
const GRADIENT_UNITS = 16;
/** Tiles of a chunk at least: each chunk writes a filter of its own. */
const CHUNK_TILES = 8 * TILES;

/** A convolution of stride 1 by a filter [3, 3, C, out], from the images' side. */
export interface StrideOneConvolution {
  /** [N, height, width, C] */
  readonly source: TensorInfo;
  /** [3, 3, C, out channels], or with `transposed` [3, 3, out channels, C], turned by half. */
  readonly filter: TensorInfo;
  readonly transposed?: boolean;
  /** Factors of the filter's channels, [C] and [out channels]. */
  readonly inputScales?: TensorInfo | undefined;
  readonly outputScales?: TensorInfo | undefined;
  /** [out channels] */
  readonly bias?: TensorInfo | undefined;
  readonly relu?: boolean;
  /** [N, out height, out width, out channels] */
  readonly target: TensorInfo;
  /** Zeros above and to the left of the images. */
  readonly padTop: number;
  readonly padLeft: number;
}

/** What is known of a convolution before it runs. */
type Geometry = Pick<
  backend_util.Conv2DInfo,
  'filterHeight' | 'filterWidth' | 'strideHeight' | 'strideWidth' | 'dilationHeight' | 'dilationWidth'
>;

/** The sizes that a form is chosen by. */
interface Sizes {
  readonly channels: number;
  readonly outChannels: number;
  /** Rows and columns of an image that is computed or, of a filter's gradient, given. */
  readonly image: readonly [height: number, width: number];
}

/**
 * Whether Winograd's form is possible and faster: 3x3 filters that move by one pixel, and enough tiles of 2x2 pixels for the transform of the filter.
 * Which form runs depends on the shape of one image alone, so that what is computed of an image does not depend on those beside it.
 */
export function suitsWinograd(geometry: Geometry, sizes: Sizes): boolean {
  return allowsWinograd(geometry, sizes) && tilesOf(sizes) >= LEAST_TILES;
}

/**
 * The same for gradients of the images and of the filter. Here all tiles of a batch count: a gradient of a filter is a sum over the batch, and
 * no prediction hangs on a gradient of the images.
 */
export function gradientSuitsWinograd(
  geometry: Geometry,
  { batch, ...sizes }: Sizes & { readonly batch: number },
): boolean {
  return allowsWinograd(geometry, sizes) && batch * tilesOf(sizes) >= LEAST_GRADIENT_TILES;
}

function tilesOf({ image: [height, width] }: Sizes): number {
  return Math.ceil(height / 2) * Math.ceil(width / 2);
}

function allowsWinograd(
  { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth }: Geometry,
  { channels, outChannels }: Sizes,
): boolean {
  return (
    filterHeight === 3 &&
    filterWidth === 3 &&
    strideHeight === 1 &&
    strideWidth === 1 &&
    dilationHeight === 1 &&
    dilationWidth === 1 &&
    channels % LANES === 0 &&
    outChannels % LANES === 0
  );
}

/** Computes a convolution of stride 1 into its target in Winograd's form. */
export function convolveByWinograd(
  {
    source,
    filter,
    transposed,
    inputScales,
    outputScales,
    bias,
    relu,
    target,
    ...padding
  }: StrideOneConvolution,
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): void {
  const { tiles, ...sizes } = sizesOf(source, target);
  const { channels, outChannels } = sizes;
  const addressIfAny = (tensor: TensorInfo | undefined) => (tensor ? addressOf(backend, tensor) : 0);
  const weights = backend.makeOutput([16, channels, outChannels], 'float32');
  pool.run(
    'winogradFilter',
    {
      filter: addressOf(backend, filter),
      packed: addressOf(backend, weights),
      channels,
      outChannels,
      transposed: transposed ? 1 : 0,
      inputScales: addressIfAny(inputScales),
      outputScales: addressIfAny(outputScales),
    },
    { units: outChannels / 8 },
  );
  const scratch = backend.makeOutput([pool.threads * (16 * TILES * (channels + 8) + POINTERS)], 'float32');
  pool.run(
    'winogradConv2d',
    {
      source: addressOf(backend, source),
      weights: addressOf(backend, weights),
      bias: addressIfAny(bias),
      target: addressOf(backend, target),
      scratch: addressOf(backend, scratch),
      ...sizes,
      ...padding,
      relu: relu ? 1 : 0,
      groupChannels: GROUP_CHANNELS,
    },
    { units: Math.ceil(tiles / TILES) * Math.ceil(outChannels / GROUP_CHANNELS) },
  );
  for (const { dataId } of [weights, scratch]) {
    backend.disposeData(dataId);
  }
}

/** Computes the gradient of a filter [3, 3, C, out] of stride 1 from x and dy into dw, in Winograd's form. */
export function filterGradientByWinograd(
  {
    x,
    dy,
    dw,
    padTop,
    padLeft,
  }: {
    readonly x: TensorInfo;
    readonly dy: TensorInfo;
    readonly dw: TensorInfo;
    readonly padTop: number;
    readonly padLeft: number;
  },
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): void {
  const { tiles, ...sizes } = sizesOf(x, dy);
  const { channels, outChannels } = sizes;
  const groups = Math.ceil(channels / GROUP) * Math.ceil(outChannels / GROUP);
  const wanted = Math.ceil(GRADIENT_UNITS / groups);
  const chunkTiles = Math.max(CHUNK_TILES, TILES * Math.ceil(tiles / wanted / TILES));
  const chunks = Math.ceil(tiles / chunkTiles);
  const parts = chunks > 1 ? backend.makeOutput([chunks, 9, channels, outChannels], 'float32') : dw;
  const scratch = backend.makeOutput(
    [pool.threads * (16 * GROUP * (GROUP + 2 * TILES) + POINTERS)],
    'float32',
  );
  pool.run(
    'winogradFilterGradient',
    {
      x: addressOf(backend, x),
      dy: addressOf(backend, dy),
      parts: addressOf(backend, parts),
      scratch: addressOf(backend, scratch),
      ...sizes,
      padTop,
      padLeft,
      chunkTiles,
    },
    { units: chunks * groups },
  );
  backend.disposeData(scratch.dataId);
  if (parts !== dw) {
    const length = 9 * channels * outChannels;
    pool.run(
      'sumParts',
      { parts: addressOf(backend, parts), out: addressOf(backend, dw), count: chunks, length },
      { units: length / 4, multiple: 1024 },
    );
    backend.disposeData(parts.dataId);
  }
}

/** The sizes of images before and after a convolution, by the names of the kernels, and the tiles of 2x2 pixels after it. */
function sizesOf(before: TensorInfo, after: TensorInfo) {
  const [images, height, width, channels] = before.shape as [number, number, number, number];
  const [, outHeight, outWidth, outChannels] = after.shape as [number, number, number, number];
  const tiles = images * Math.ceil(outHeight / 2) * Math.ceil(outWidth / 2);
  return { images, height, width, channels, outHeight, outWidth, outChannels, tiles };
}
