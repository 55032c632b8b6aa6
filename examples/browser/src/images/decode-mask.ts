import { decode as decodePng } from 'fast-png';
import { decode as decodeTiff } from 'tiff';
import { isTiff, naming, requireModest } from './decode-image.js';

/** Which cell each pixel of a field is of. */
export interface LabelMask {
  /** Name of its file. */
  readonly name: string;
  readonly height: number;
  readonly width: number;
  /** Row by row: 0 for the background, and for each cell a value of its own. */
  readonly data: Uint8Array | Uint16Array;
}

/**
 * Decodes a label mask: one gray page of 8 or 16-bit integers, in PNG or TIFF.
 *
 * @throws Error naming the file if it is of another kind, is damaged or has too many pixels.
 */
export function decodeMask(file: File): Promise<LabelMask> {
  return naming(file, async () => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { name: file.name, ...(isTiff(bytes) ? fromTiff(file, bytes) : fromPng(file, bytes)) };
  });
}

function fromPng(file: File, bytes: Uint8Array): Omit<LabelMask, 'name'> {
  let decoded: ReturnType<typeof decodePng>;
  try {
    const { buffer, byteLength } = bytes;
    const view = new DataView(buffer);
    if (byteLength >= 26) {
      requireModest({ width: view.getUint32(16), height: view.getUint32(20) }, file);
    }
    decoded = decodePng(bytes, { checkCrc: true });
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith(file.name) ? error : otherKind(`a file that is none of these (${message})`);
  }
  const { height, width, channels, depth, palette, data } = decoded;
  if (channels !== 1 || palette !== undefined || depth < 8) {
    throw otherKind(
      `a png of ${palette === undefined ? `${channels} samples of ${depth} bits` : 'a palette'}`,
    );
  }
  return { height, width, data: new (data instanceof Uint16Array ? Uint16Array : Uint8Array)(data) };
}

function fromTiff(file: File, bytes: Uint8Array<ArrayBuffer>): Omit<LabelMask, 'name'> {
  const [size] = decodeTiff(bytes.buffer, { ignoreImageData: true });
  requireModest(size!, file);
  if (size!.sampleFormat !== 1 || size!.bitsPerSample > 16) {
    throw otherKind(
      `${size!.bitsPerSample} bits of ${size!.sampleFormat === 3 ? 'floating-point' : size!.sampleFormat === 2 ? 'signed' : 'unsigned'} numbers`,
    );
  }
  const [page, ...others] = decodeTiff(bytes.buffer);
  const { height, width, samplesPerPixel, data } = page!;
  const isLabels = data instanceof Uint8Array || data instanceof Uint16Array;
  if (others.length > 0 || samplesPerPixel !== 1 || !isLabels) {
    throw otherKind(others.length > 0 ? `${others.length + 1} pages` : `${samplesPerPixel} samples a pixel`);
  }
  return { height, width, data };
}

function otherKind(found: string): Error {
  return new Error(
    `expected a label mask, one gray page of 8 or 16-bit integers in PNG or TIFF; found ${found}`,
  );
}
