import { isTiff } from './tiff-directories.js';

/** A format of images that is read. */
export type ImageFormat = 'png' | 'jpeg' | 'tiff';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Tells the format of an image by its first bytes; undefined if it is no PNG, JPEG or TIFF. */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  if (PNG_SIGNATURE.equals(bytes.subarray(0, PNG_SIGNATURE.length))) {
    return 'png';
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    return 'jpeg';
  }
  return isTiff(bytes) ? 'tiff' : undefined;
}

/** Tells whether a file is compressed by gzip (RFC 1952), by its first bytes. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
