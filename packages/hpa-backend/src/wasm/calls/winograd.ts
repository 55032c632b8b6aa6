import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { addressOf } from '../memory/tensors.js';
import type { KernelCall } from './kernel-call.js';
import { productsOf, type WinogradForm } from './winograd-forms.js';

// Sizes that the kernels of kernels/winograd/ rely on, in numbers of four bytes.
/** Output channels of a block, and of two of them, a line of memory. */
const BLOCK_CHANNELS = 8;
const PAIR_CHANNELS = 16;
/** Tiles of a block of `winogradConv2d`, a multiple of six, and of `winogradFilterGradient`. */
const BLOCK_TILES = 24;
const GRADIENT_TILES = 24;
/** Channels of a group of a filter's gradient. */
const GRADIENT_GROUP = 64;
/** Between places. */
const LINE = 16;
/** Vectors between two transforms, and the pixels of a tile. */
const BETWEEN = 36 * 4;
const TILE_PIXELS = 16 * 4;

/** Output channels of a unit: fewer make a thread transform its images more often, more leave other threads without work. */
const GROUP_CHANNELS = 64;
/** Units of a filter gradient at least, where there are enough tiles: threads beyond them stay idle. */
const GRADIENT_UNITS = 16;
/** Tiles of a chunk at least: each chunk writes a filter of its own. */
const CHUNK_TILES = 4 * GRADIENT_TILES;
/** Output channels up to which a unit transforms the taps of one block, so that sixteen threads have work; more are read a line at a time. */
const FEW_CHANNELS = 256;

type Context = Pick<KernelCall, 'backend' | 'pool'>;

/** A convolution of stride 1 by a filter [h, w, C, out], from the images' side. */
export interface WinogradConvolution {
  readonly form: WinogradForm;
  /** [N, height, width, C] */
  readonly source: TensorInfo;
  /** [h, w, C, out channels], or with `transposed` [h, w, out channels, C], turned by half. */
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

/** Computes a convolution of stride 1 into its target in Winograd's form. */
export function convolveByWinograd(convolution: WinogradConvolution, context: Context): void {
  const { source, target, form } = convolution;
  const { tiles, outChannels } = sizesOf(source, target, form);
  // The smaller of both, transformed, stays in the caches. The bits are the same.
  if (tiles < outChannels) {
    convolveFewTiles(convolution, context);
  } else {
    convolveManyTiles(convolution, context);
  }
}

/** Keeps the transformed filter, and streams the tiles past it, a block of them at a time. */
function convolveManyTiles(convolution: WinogradConvolution, { backend, pool }: Context): void {
  const { source, target, form, filter } = convolution;
  const { tiles, ...sizes } = sizesOf(source, target, form);
  const { channels, outChannels } = sizes;
  const places = productsOf(form);
  const make = (numbers: number) => backend.makeOutput([numbers], 'float32');
  const blocks = outChannels / BLOCK_CHANNELS;
  const unitChannels = unitChannelsOf(outChannels);
  const weights = make(blocks * places * (channels * BLOCK_CHANNELS + LINE));
  const filterScratch = make(pool.threads * filterRoom(filter, channels));
  pool.run(
    'winogradFilter',
    {
      ...filterArguments(convolution, { backend }),
      packed: addressOf(backend, weights),
      scratch: addressOf(backend, filterScratch),
      form: form.form,
      channels,
      outChannels,
      unitChannels,
    },
    { units: Math.ceil(outChannels / unitChannels) },
  );
  const block = BLOCK_TILES * (channels + BLOCK_CHANNELS) + LINE;
  const scratch = make(pool.threads * (places * (block + channels) + BETWEEN + TILE_PIXELS));
  pool.run(
    'winogradConv2d',
    {
      source: addressOf(backend, source),
      weights: addressOf(backend, weights),
      ...targetArguments(convolution, { backend }),
      scratch: addressOf(backend, scratch),
      form: form.form,
      ...sizes,
      padTop: convolution.padTop,
      padLeft: convolution.padLeft,
      groupChannels: GROUP_CHANNELS,
    },
    { units: Math.ceil(tiles / BLOCK_TILES) * Math.ceil(outChannels / GROUP_CHANNELS) },
  );
  for (const { dataId } of [weights, filterScratch, scratch]) {
    backend.disposeData(dataId);
  }
}

/** Keeps all transformed tiles, and streams the filter past them, eight output channels at a time. */
function convolveFewTiles(convolution: WinogradConvolution, { backend, pool }: Context): void {
  const { source, target, form, filter } = convolution;
  const { tiles, height, width, outChannels, ...sizes } = sizesOf(source, target, form);
  const { channels } = sizes;
  const places = productsOf(form);
  const rows = 6 * Math.ceil(tiles / 6);
  const unitChannels = unitChannelsOf(outChannels);
  const make = (numbers: number) => backend.makeOutput([numbers], 'float32');
  const transformed = make(places * (rows * channels + LINE));
  const imageScratch = make(pool.threads * (places * channels + BETWEEN + TILE_PIXELS));
  pool.run(
    'winogradImages',
    {
      source: addressOf(backend, source),
      transformed: addressOf(backend, transformed),
      scratch: addressOf(backend, imageScratch),
      form: form.form,
      ...sizes,
      height,
      width,
      padTop: convolution.padTop,
      padLeft: convolution.padLeft,
    },
    { units: tiles },
  );
  const block = BLOCK_CHANNELS * (channels + rows) + LINE;
  const ofThread = places * block + filterRoom(filter, channels) + BETWEEN + TILE_PIXELS;
  const scratch = make(pool.threads * ofThread);
  pool.run(
    'winogradFewTiles',
    {
      transformed: addressOf(backend, transformed),
      ...filterArguments(convolution, { backend }),
      ...targetArguments(convolution, { backend }),
      scratch: addressOf(backend, scratch),
      form: form.form,
      ...sizes,
      outChannels,
      unitChannels,
    },
    { units: Math.ceil(outChannels / unitChannels) },
  );
  for (const { dataId } of [transformed, imageScratch, scratch]) {
    backend.disposeData(dataId);
  }
}

/** Computes the gradient of a filter [h, w, C, out] of stride 1 from x and dy into dw, in Winograd's form. */
export function filterGradientByWinograd(
  {
    form,
    x,
    dy,
    dw,
    padTop,
    padLeft,
  }: {
    readonly form: WinogradForm;
    readonly x: TensorInfo;
    readonly dy: TensorInfo;
    readonly dw: TensorInfo;
    readonly padTop: number;
    readonly padLeft: number;
  },
  { backend, pool }: Context,
): void {
  const { tiles, ...sizes } = sizesOf(x, dy, form);
  const { channels, outChannels } = sizes;
  const groups = Math.ceil(channels / GRADIENT_GROUP) * Math.ceil(outChannels / GRADIENT_GROUP);
  const wanted = Math.ceil(GRADIENT_UNITS / groups);
  const chunkTiles = Math.max(CHUNK_TILES, GRADIENT_TILES * Math.ceil(tiles / wanted / GRADIENT_TILES));
  const chunks = Math.ceil(tiles / chunkTiles);
  const parts = chunks > 1 ? backend.makeOutput([chunks, ...dw.shape], 'float32') : dw;
  const block = GRADIENT_GROUP * (GRADIENT_GROUP + 2 * GRADIENT_TILES + 1) + 2 * LINE;
  const scratch = backend.makeOutput([pool.threads * (productsOf(form) * block + BETWEEN)], 'float32');
  pool.run(
    'winogradFilterGradient',
    {
      x: addressOf(backend, x),
      dy: addressOf(backend, dy),
      parts: addressOf(backend, parts),
      scratch: addressOf(backend, scratch),
      form: form.form,
      ...sizes,
      padTop,
      padLeft,
      chunkTiles,
    },
    { units: chunks * groups },
  );
  backend.disposeData(scratch.dataId);
  if (parts !== dw) {
    const length = util.sizeFromShape(dw.shape);
    pool.run(
      'sumParts',
      { parts: addressOf(backend, parts), out: addressOf(backend, dw), count: chunks, length },
      { units: length / 4, multiple: 1024 },
    );
    backend.disposeData(parts.dataId);
  }
}

/** How many output channels a thread takes the taps of at once. */
function unitChannelsOf(outChannels: number): number {
  return outChannels > FEW_CHANNELS ? PAIR_CHANNELS : BLOCK_CHANNELS;
}

/** What a thread needs for the taps of two blocks, and between two transforms. */
function filterRoom({ shape: [height, width] }: TensorInfo, channels: number): number {
  return PAIR_CHANNELS * height! * width! * channels + BETWEEN;
}

function filterArguments(
  { filter, transposed, inputScales, outputScales }: WinogradConvolution,
  { backend }: Pick<Context, 'backend'>,
) {
  return {
    filter: addressOf(backend, filter),
    transposed: transposed ? 1 : 0,
    inputScales: inputScales ? addressOf(backend, inputScales) : 0,
    outputScales: outputScales ? addressOf(backend, outputScales) : 0,
  };
}

function targetArguments({ target, bias, relu }: WinogradConvolution, { backend }: Pick<Context, 'backend'>) {
  return {
    target: addressOf(backend, target),
    bias: bias ? addressOf(backend, bias) : 0,
    relu: relu ? 1 : 0,
  };
}

/** The sizes of images before and after a convolution, by the names of the kernels, and the tiles after it. */
function sizesOf(before: TensorInfo, after: TensorInfo, { tile: [rows, columns] }: WinogradForm) {
  const [images, height, width, channels] = before.shape as [number, number, number, number];
  const [, outHeight, outWidth, outChannels] = after.shape as [number, number, number, number];
  const tiles = images * Math.ceil(outHeight / rows) * Math.ceil(outWidth / columns);
  return { images, height, width, channels, outHeight, outWidth, outChannels, tiles };
}
