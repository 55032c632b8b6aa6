import { decode as decodePng } from 'fast-png';
import { decode as decodeTiff } from 'tiff';

/** Pixels of the largest picture that is decoded: 8192 x 8192, as in Node. */
const PIXEL_LIMIT = 67_108_864;
const PNG = [0x89, 0x50, 0x4e, 0x47];
const TIFFS = [
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
];

/** A decoded picture: of 8 bits, which the browser decodes, or levels of more bits, as they are stored. */
export type DecodedImage = {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  /** Frees what the browser holds. */
  close(): void;
} & (
  | { readonly kind: 'bitmap'; readonly bitmap: ImageBitmap }
  | {
      readonly kind: 'levels';
      /** Samples of the pixels, row by row: one each if gray, three if colored. */
      readonly values: StoredLevels;
      readonly samples: 1 | 3;
    }
);

/** Levels as a file has them; those of bytes are of 8 bits. */
export type StoredLevels = Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array | Float64Array;

/**
 * Decodes a PNG, JPEG, WebP or TIFF file, gray or colored, of 8 or 16 bits or of floating-point numbers.
 *
 * @throws Error naming the file if it is of another kind, is damaged, has transparency or too many pixels.
 */
export async function decodeImage(file: File): Promise<DecodedImage> {
  const decoder = await decoderFor(file);
  if (decoder === 'browser') {
    return fromBrowser(file);
  }
  return naming(file, async () => {
    const bytes = await file.arrayBuffer();
    return decoder === 'tiff' ? fromTiff(file, bytes) : fromPng(file, bytes);
  });
}

/**
 * Says by its first bytes what decodes a file: the browser those of 8 bits, TIFF apart.
 *
 * @throws Error naming the file if it is a PNG of too many pixels.
 */
export async function decoderFor(file: File): Promise<'browser' | 'png' | 'tiff'> {
  const head = new Uint8Array(await file.slice(0, 26).arrayBuffer());
  if (isTiff(head)) {
    return 'tiff';
  }
  if (!startsWith(head, PNG) || head.length < 26) {
    return 'browser';
  }
  const view = new DataView(head.buffer);
  requireModest({ width: view.getUint32(16), height: view.getUint32(20) }, file);
  return head[24] === 16 ? 'png' : 'browser';
}

/** Whether bytes are the beginning of a TIFF file. */
export function isTiff(head: Uint8Array): boolean {
  return TIFFS.some((bytes) => startsWith(head, bytes));
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, at) => head[at] === byte);
}

/** What the browser decodes itself, with the levels that are stored: no color profile is applied. */
async function fromBrowser(file: File): Promise<DecodedImage> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch {
    throw new Error(
      `${file.name}: expected a PNG, JPEG, WebP or TIFF picture; this file cannot be decoded as one`,
    );
  }
  const { height, width } = bitmap;
  requireModest({ height, width }, file);
  return { kind: 'bitmap', name: file.name, height, width, bitmap, close: () => bitmap.close() };
}

function fromPng(file: File, bytes: ArrayBuffer): DecodedImage {
  const { height, width, channels, data } = decodePng(new Uint8Array(bytes), { checkCrc: true });
  return storedLevels({
    name: file.name,
    height,
    width,
    values: data,
    samples: requireSamples(channels),
  });
}

function fromTiff(file: File, bytes: ArrayBuffer): DecodedImage {
  const [size] = decodeTiff(bytes, { ignoreImageData: true });
  requireModest(size!, file);
  const [page, ...others] = decodeTiff(bytes);
  if (page === undefined || others.length > 0) {
    throw new Error(
      `expected one page, of one stain; found ${others.length + 1}: give each stain a file of its own`,
    );
  }
  const { height, width, samplesPerPixel, sampleFormat, bitsPerSample, data } = page;
  if (sampleFormat !== 1 && sampleFormat !== 3) {
    throw new Error('expected unsigned integers or floating-point numbers; found signed integers');
  }
  if (sampleFormat === 1 && bitsPerSample > 16) {
    throw new Error(`expected 8 or 16 bits, or floating-point numbers; found ${bitsPerSample} bits`);
  }
  return storedLevels({
    name: file.name,
    height,
    width,
    values: data,
    samples: requireSamples(samplesPerPixel),
  });
}

/** An image of levels as they are stored; the browser holds nothing of it. */
export function storedLevels(
  image: Omit<Extract<DecodedImage, { readonly kind: 'levels' }>, 'kind' | 'close'>,
): DecodedImage {
  return { ...image, kind: 'levels', close: () => {} };
}

function requireSamples(count: number): 1 | 3 {
  if (count !== 1 && count !== 3) {
    throw new Error(`expected gray or color without transparency; found ${count} samples a pixel`);
  }
  return count;
}

/**
 * Requires a size that is decoded.
 *
 * @throws Error naming the file if there are more pixels.
 */
export function requireModest(
  { height, width }: { readonly height: number; readonly width: number },
  file: File,
): void {
  if (height * width > PIXEL_LIMIT) {
    throw new Error(
      `${file.name}: expected at most 8192 x 8192 pixels; found ${height} x ${width}: crop it to the cells first`,
    );
  }
}

/** Says of which file an error is. */
export async function naming<Result>(file: File, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.startsWith(file.name) ? message : `${file.name}: ${message}`, { cause: error });
  }
}
