import { type backend_util, engine } from '@tensorflow/tfjs-core';

/** A form of Winograd's convolutions: the pixels of a tile, and those that it sees, one product for each. */
export interface WinogradForm {
  /** Its number in kernels/winograd/forms.ts. */
  readonly form: number;
  readonly tile: readonly [rows: number, columns: number];
  readonly window: readonly [rows: number, columns: number];
  /** Tiles from which on it is faster than the form after it. */
  readonly minimumTiles: MinimumTiles;
}

/** The filter is transformed once, so a form pays from some number of tiles on. Measured, see decision 50. */
interface MinimumTiles {
  /** Of one image. */
  readonly image: number;
  /** Of a batch. */
  readonly batch: number;
  /** Of a batch, for the gradient of the filter, which transforms the sum alone; none for filters of more taps, whose errors would be ten to thirty times as large. */
  readonly filterGradient?: number;
}

const ALONG_AXIS = { image: 12, batch: 8 };

/** By height and width of the filter, the form with the largest tiles first. */
const FORMS: Readonly<Record<string, readonly WinogradForm[]>> = {
  '3x3': [
    { form: 1, tile: [4, 4], window: [6, 6], minimumTiles: { image: 9, batch: 16, filterGradient: 8 } },
    { form: 0, tile: [2, 2], window: [4, 4], minimumTiles: { image: 4, batch: 8, filterGradient: 36 } },
  ],
  '5x5': [{ form: 2, tile: [2, 2], window: [6, 6], minimumTiles: { image: 16, batch: 16 } }],
  '1x3': [{ form: 3, tile: [1, 4], window: [1, 6], minimumTiles: { ...ALONG_AXIS, filterGradient: 32 } }],
  '3x1': [{ form: 4, tile: [4, 1], window: [6, 1], minimumTiles: { ...ALONG_AXIS, filterGradient: 32 } }],
  '1x7': [{ form: 5, tile: [1, 4], window: [1, 10], minimumTiles: ALONG_AXIS }],
  '7x1': [{ form: 6, tile: [4, 1], window: [10, 1], minimumTiles: ALONG_AXIS }],
};

/** Channels of either kind come in whole groups of this many. */
const LANES = 8;
/** The products of a form pay up to this share of those of the form after it. Tiles that reach beyond the edges of small images have more. */
const PRODUCTS_SHARE = 0.85;

/** What is known of a convolution before it runs. */
type Geometry = Pick<
  backend_util.Conv2DInfo,
  'filterHeight' | 'filterWidth' | 'strideHeight' | 'strideWidth' | 'dilationHeight' | 'dilationWidth'
>;

/** The sizes that a form is chosen by. */
interface Sizes {
  readonly channels: number;
  readonly outChannels: number;
  readonly batch: number;
  /** Rows and columns of an image that is computed or, of a filter's gradient, given. */
  readonly image: readonly [height: number, width: number];
}

/**
 * The form of a convolution that is possible and fastest, if any is faster than the usual one: for filters that move by one pixel, with enough tiles.
 * It follows from the shape of one image alone, so that what is computed of an image does not depend on those beside it. While gradients are
 * recorded no prediction is made, and all tiles of the batch count.
 */
export function forwardForm(geometry: Geometry, sizes: Sizes): WinogradForm | undefined {
  return engine().state.gradientDepth > 0
    ? fastestForm('batch', geometry, sizes)
    : fastestForm('image', geometry, { ...sizes, batch: 1 });
}

/** The same for the gradient of the images, on which no prediction hangs. */
export function imageGradientForm(geometry: Geometry, sizes: Sizes): WinogradForm | undefined {
  return fastestForm('batch', geometry, sizes);
}

/** The same for the gradient of the filter, a sum over the batch. */
export function filterGradientForm(geometry: Geometry, sizes: Sizes): WinogradForm | undefined {
  return fastestForm('filterGradient', geometry, sizes);
}

function fastestForm(
  tilesOf: keyof MinimumTiles,
  { filterHeight, filterWidth, ...steps }: Geometry,
  { channels, outChannels, batch, image: [height, width] }: Sizes,
): WinogradForm | undefined {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = steps;
  const moves = [strideHeight, strideWidth, dilationHeight, dilationWidth];
  if (moves.some((step) => step !== 1) || channels % LANES !== 0 || outChannels % LANES !== 0) {
    return undefined;
  }
  const forms = FORMS[`${filterHeight}x${filterWidth}`] ?? [];
  const tiles = ({ tile: [rows, columns] }: WinogradForm) =>
    Math.ceil(height / rows) * Math.ceil(width / columns);
  const products = [
    ...forms.map((form) => tiles(form) * productsOf(form)),
    height * width * filterHeight * filterWidth,
  ];
  return forms.find(
    (form, i) =>
      batch * tiles(form) >= (form.minimumTiles[tilesOf] ?? Number.POSITIVE_INFINITY) &&
      products[i]! <= PRODUCTS_SHARE * products[i + 1]!,
  );
}

/** Products of a tile for each pair of channels. */
export function productsOf({ window: [rows, columns] }: WinogradForm): number {
  return rows * columns;
}
