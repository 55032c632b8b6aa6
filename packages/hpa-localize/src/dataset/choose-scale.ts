import type { Sample } from '@hpa/data';

/** The scale of images, and what it rests on. */
export interface Scale {
  /** Micrometers along a pixel of the images. */
  readonly micrometers: number;
  /** Where the size of the pixels of the files is from, and what chose the scale, in words. */
  readonly basis: string;
}

/** What is asked for: a scale for all, none, one that suits the images, or a number, which may depend on what is known. */
export type ScaleOption = 'auto' | 'none' | number | { readonly ifKnown: number };

/** So many of the images fit whole at a scale that is chosen; larger ones are cropped. */
const SHARE = 0.95;

/** Digits of a scale that is chosen: an image of 8192 pixels is then right to the pixel. */
const DIGITS = 6;

/**
 * Chooses the scale to which images are resampled: that which is asked for or, with `auto`, the finest at which 95 % of them fit whole. Images
 * of one size are then resized as a whole. There is none if the size of the pixels of some image is unknown.
 *
 * @throws RangeError if the scale is no positive number.
 * @throws Error if a number is asked for, and the size of the pixels of some image is unknown.
 */
export function chooseScale(
  samples: readonly Sample[],
  {
    asked,
    height,
    width,
    sizes,
    provenance,
    stated,
  }: {
    readonly asked: ScaleOption;
    /** Rows and columns that images are resized to. */
    readonly height: number;
    readonly width: number;
    /** Rows and columns of images in their files, of some that stand for all. */
    readonly sizes: readonly { readonly id: string; readonly height: number; readonly width: number }[];
    readonly provenance: string;
    /** Whether the size of the pixels was stated, or is what the files say. */
    readonly stated: boolean;
  },
): { readonly scale?: Scale; readonly warnings: readonly string[] } {
  const number = typeof asked === 'object' ? asked.ifKnown : asked;
  if (typeof number === 'number' && !(number > 0 && number < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`scale must be auto, none, or a positive number of micrometers; received ${number}`);
  }
  const unknown = samples.filter(({ pixelSize }) => pixelSize === undefined);
  const [first] = unknown;
  if (first !== undefined) {
    const say = `the size of the pixels of ${unknown.length} of ${samples.length} images is unknown, such as of ${first.id}`;
    if (typeof asked === 'number') {
      throw new Error(
        `${provenance}: expected the size of the pixels of every image, to bring them to ${asked} micrometers a pixel; ${say} (state it: pixelSize of openDataset, --pixel-size of the commands)`,
      );
    }
    const mixed = unknown.length < samples.length && asked !== 'none';
    return { warnings: mixed ? [`${say}: each is fitted to the image, whatever its scale`] : [] };
  }
  if (number === 'none') {
    return { warnings: [] };
  }
  const pixels = `pixels of ${rangeInWords(samples.map(({ pixelSize }) => pixelSize!))}${stated ? ', as stated' : ', as the files state'}`;
  if (number !== 'auto') {
    const why = typeof asked === 'object' ? 'as the model was trained' : 'as stated';
    return { scale: { micrometers: number, basis: `${why}; ${pixels}` }, warnings: [] };
  }
  const fitting = extents(samples, sizes).map(([rows, columns]) => Math.max(rows / height, columns / width));
  fitting.sort((a, b) => a - b);
  const chosen = fitting[Math.ceil(SHARE * fitting.length) - 1];
  if (chosen === undefined) {
    return { warnings: [] };
  }
  const micrometers = Number(chosen.toPrecision(DIGITS));
  const basis = `the finest at which ${100 * SHARE} % of the images fit; ${pixels}`;
  return { scale: { micrometers, basis }, warnings: [] };
}

/** Rows and columns of images in micrometers: of each cell by its box, of whole images of those that were looked at. */
function extents(
  samples: readonly Sample[],
  sizes: Parameters<typeof chooseScale>[1]['sizes'],
): [rows: number, columns: number][] {
  const sizeOf = new Map(sizes.map((size) => [size.id, size]));
  return samples.flatMap(({ id, cell, pixelSize = 0 }): [number, number][] => {
    const size = sizeOf.get(id);
    if (cell !== undefined) {
      const [top, left, bottom, right] = cell.box;
      return [[(bottom - top) * pixelSize, (right - left) * pixelSize]];
    }
    return size === undefined ? [] : [[size.height * pixelSize, size.width * pixelSize]];
  });
}

/** `0.08 micrometers`, or `0.08 to 0.16 micrometers`. */
function rangeInWords(values: readonly number[]): string {
  const inWords = (value: number): string => String(Number(value.toPrecision(3)));
  const lowest = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const highest = values.reduce((high, value) => Math.max(high, value), 0);
  const range = [...new Set([inWords(lowest), inWords(highest)])];
  return `${range.join(' to ')} micrometers`;
}
