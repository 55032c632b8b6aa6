import type { CellImage } from './cell-image.js';

/**
 * Which stains a model sees, and in which order:
 * - `rgby`: microtubules, protein, nucleus, endoplasmic reticulum, the order of the files' colours red,
 *   green, blue, yellow;
 * - `bgry`: nucleus, protein, microtubules, endoplasmic reticulum, the order of GapNet-PL (Rumetshofer et
 *   al., ICLR 2019);
 * - `rgb-half-yellow`: microtubules and protein, each plus half of the endoplasmic reticulum, and the
 *   nucleus. Half is rounded down and the sum stops at 255, where the notebook of the first study wraps round
 *   to black.
 */
export type Composition = 'rgby' | 'bgry' | 'rgb-half-yellow';

type Pick = (data: Uint8Array, pixel: number) => number;

const microtubules: Pick = (data, pixel) => data[pixel]!;
const protein: Pick = (data, pixel) => data[pixel + 1]!;
const nucleus: Pick = (data, pixel) => data[pixel + 2]!;
const er: Pick = (data, pixel) => data[pixel + 3]!;
const withHalfEr =
  (pick: Pick): Pick =>
  (data, pixel) =>
    Math.min(255, pick(data, pixel) + (er(data, pixel) >> 1));

const compositions: Readonly<Record<Composition, readonly Pick[]>> = {
  rgby: [microtubules, protein, nucleus, er],
  bgry: [nucleus, protein, microtubules, er],
  'rgb-half-yellow': [withHalfEr(microtubules), withHalfEr(protein), nucleus],
};

/** Options of {@link composeChannels}. */
export interface ComposeChannelsOptions {
  /** Which stains, in which order. */
  readonly composition: Composition;
}

/**
 * Arranges the four stains of an image as the channels that a model expects.
 *
 * @returns Grey levels in [0, 255], [height, width, channels] interleaved.
 * @throws RangeError where the composition is unknown or the data does not fit the height and width.
 */
export function composeChannels(image: CellImage, { composition }: ComposeChannelsOptions): Uint8Array {
  const picks = picksOf(composition);
  const pixels = image.height * image.width;
  if (image.data.length !== pixels * 4) {
    throw new RangeError(
      `a ${image.height}x${image.width} image of four stains must have ${pixels * 4} bytes; received ${image.data.length}`,
    );
  }
  const composed = new Uint8Array(pixels * picks.length);
  for (const [channel, pick] of picks.entries()) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      composed[pixel * picks.length + channel] = pick(image.data, pixel * 4);
    }
  }
  return composed;
}

/**
 * Counts the channels of a composition: 4 for `rgby` and `bgry`, 3 for `rgb-half-yellow`.
 *
 * @throws RangeError where the composition is unknown.
 */
export function channelCount(composition: Composition): number {
  return picksOf(composition).length;
}

function picksOf(composition: Composition): readonly Pick[] {
  if (!Object.hasOwn(compositions, composition)) {
    throw new RangeError(
      `composition must be one of ${Object.keys(compositions).join(', ')}; received ${composition}`,
    );
  }
  return compositions[composition];
}
