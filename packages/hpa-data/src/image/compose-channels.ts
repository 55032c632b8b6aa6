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

/** Which stain each channel shows, by its place in a {@link CellImage}, and whether half the yellow comes on top. */
interface Recipe {
  readonly stains: readonly number[];
  readonly withHalfEr: readonly boolean[];
}

const ER = 3;
const compositions: Readonly<Record<Composition, Recipe>> = {
  rgby: { stains: [0, 1, 2, ER], withHalfEr: [] },
  bgry: { stains: [2, 1, 0, ER], withHalfEr: [] },
  'rgb-half-yellow': { stains: [0, 1, 2], withHalfEr: [true, true, false] },
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
  const { stains, withHalfEr } = recipeOf(composition);
  const pixels = image.height * image.width;
  if (image.data.length !== pixels * 4) {
    throw new RangeError(
      `a ${image.height}x${image.width} image of four stains must have ${pixels * 4} bytes; received ${image.data.length}`,
    );
  }
  const { data } = image;
  if (composition === 'rgby') {
    return data.slice();
  }
  const count = stains.length;
  const composed = new Uint8Array(pixels * count);
  for (const [channel, stain] of stains.entries()) {
    if (withHalfEr[channel]) {
      for (let from = 0, to = channel; from < data.length; from += 4, to += count) {
        composed[to] = Math.min(255, data[from + stain]! + (data[from + ER]! >> 1));
      }
    } else {
      for (let from = stain, to = channel; from < data.length; from += 4, to += count) {
        composed[to] = data[from]!;
      }
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
  return recipeOf(composition).stains.length;
}

function recipeOf(composition: Composition): Recipe {
  if (!Object.hasOwn(compositions, composition)) {
    throw new RangeError(
      `composition must be one of ${Object.keys(compositions).join(', ')}; received ${composition}`,
    );
  }
  return compositions[composition];
}
