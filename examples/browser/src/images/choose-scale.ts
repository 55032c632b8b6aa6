import { CHANNEL_NAMES, type InputSpec, readPixelSize } from '@hpa/data';
import type { ImageSource } from '../answering/messages.js';

/** Sizes of pixels that differ by less are the same: files round them. */
const ROUNDING = 0.01;
const TIFF = /\.tiff?$/i;
/** Files that are read at once: browsers refuse to open thousands. */
const AT_ONCE = 64;

/** How images become those that a model sees. */
export interface ChosenScale {
  /** Micrometers along a pixel of the images; undefined where each fills its image. */
  readonly micrometers: number | undefined;
  /** Micrometers along a pixel of all files, where a person stated it; undefined where they state it themselves. */
  readonly stated: number | undefined;
  /** Which scale that is, and on what it rests, one sentence each. */
  readonly words: readonly string[];
}

/** An image whose scale counts, by the name that its files share. */
interface ScaledImage {
  readonly id: string;
  readonly source: ImageSource;
}

/** Reads how large the pixels of an image are by its first file, as the commands do; drawn cells do not say. */
export async function pixelSizeOf(source: ImageSource): ReturnType<typeof readPixelSize> {
  if (source.kind === 'drawn') {
    return undefined;
  }
  const files =
    source.kind === 'color' ? [source.file] : CHANNEL_NAMES.flatMap((name) => source.files[name] ?? []);
  const [first] = files;
  return first !== undefined && TIFF.test(first.name) ? readPixelSize(first) : undefined;
}

/**
 * Chooses the scale to which images are brought, as `predict` does: that at which the model was trained, if it is known and the size of the
 * pixels of every image too.
 */
export async function chooseScale(
  images: readonly ScaledImage[],
  {
    trained,
    stated,
    input: { height, width },
  }: {
    /** Micrometers along a pixel of the images that the model was trained on, if it is known. */
    readonly trained: number | undefined;
    /** Micrometers along a pixel of all files, if a person stated it. */
    readonly stated: number | undefined;
    readonly input: Pick<InputSpec, 'height' | 'width'>;
  },
): Promise<ChosenScale> {
  const found: { readonly id: string; readonly size: Awaited<ReturnType<typeof pixelSizeOf>> }[] = [];
  for (let first = 0; first < images.length; first += AT_ONCE) {
    const some = images.slice(first, first + AT_ONCE);
    found.push(
      ...(await Promise.all(some.map(async ({ id, source }) => ({ id, size: await pixelSizeOf(source) })))),
    );
  }
  const sizes = found.flatMap(({ size }) => stated ?? (typeof size === 'number' ? size : []));
  const known = images.length > 0 && sizes.length === images.length;
  const micrometers = known ? trained : undefined;
  const words = [
    micrometers === undefined
      ? `${whyNone({ known, trained })}: each picture fills ${height} x ${width} pixels.`
      : `Scale: ${micrometers} micrometers a pixel, as the model was trained; pixels of ${rangeInWords(sizes)} micrometers, as ${stated === undefined ? 'the files state' : 'you say'}. Smaller pictures are padded with black, larger ones cropped round their middle.`,
    ...warningsOf(found, { stated }),
  ];
  return { micrometers, stated, words };
}

function whyNone({
  known,
  trained,
}: {
  readonly known: boolean;
  readonly trained: number | undefined;
}): string {
  if (trained !== undefined) {
    return `The model was trained at ${trained} micrometers a pixel, and the size of the pixels of these pictures is unknown`;
  }
  return known
    ? 'The size of the pixels is known, but not the scale at which the model was trained'
    : 'The scale is unknown, of the pictures and of the model';
}

/** What a person should know of sizes that differ from what is stated, are none, or are not there. */
function warningsOf(
  found: readonly { readonly id: string; readonly size: number | 'oblong' | undefined }[],
  { stated }: { readonly stated: number | undefined },
): string[] {
  const of = (others: readonly { readonly id: string }[]) => `${others.length} of ${found.length} pictures`;
  if (stated !== undefined) {
    const other = found.flatMap(({ id, size }) =>
      typeof size === 'number' && Math.abs(size - stated) > ROUNDING * stated ? { id, size } : [],
    );
    const [first] = other;
    return first === undefined
      ? []
      : [
          `The files of ${of(other)} state another size of pixels, such as ${rangeInWords([first.size])} micrometers those of ${first.id}: yours is used.`,
        ];
  }
  const oblong = found.filter(({ size }) => size === 'oblong');
  const unknown = found.filter(({ size }) => size === undefined);
  return [
    ...(oblong.length === 0
      ? []
      : [
          `The pixels of ${of(oblong)} are no squares, such as those of ${oblong[0]!.id}: their size is taken for unknown.`,
        ]),
    ...(unknown.length === 0 || unknown.length === found.length
      ? []
      : [`The files of ${of(unknown)} do not state it, such as those of ${unknown[0]!.id}.`]),
  ];
}

/** `0.08`, or `0.08 to 0.16`. */
function rangeInWords(values: readonly number[]): string {
  const [lowest, highest] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, 0],
  );
  return [...new Set([lowest, highest].map((value) => String(Number(value.toPrecision(3)))))].join(' to ');
}
