import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readRegularFile } from '../files/read-regular-file.js';
import { isGzip } from './image-format.js';
import { namingFile } from './naming-file.js';
import { FILE_LIMIT, GUNZIP_LIMIT } from './pixel-limit.js';

const unpack = promisify(gunzip);

/**
 * Reads the bytes of an image file; one that is compressed by gzip, as the Human Protein Atlas publishes its TIFFs, is
 * unpacked.
 *
 * @throws Error naming the file if it cannot be read, is empty, has more bytes than {@link FILE_LIMIT}, unpacks to more than
 * {@link GUNZIP_LIMIT}, or its compressed data is damaged.
 */
export async function readImageBytes(file: string): Promise<Uint8Array> {
  const bytes = await readRegularFile(file, { limit: FILE_LIMIT });
  if (bytes.length === 0) {
    throw new Error(`${file}: expected an image; the file is empty`);
  }
  if (!isGzip(bytes)) {
    return bytes;
  }
  return namingFile(file, () =>
    unpack(bytes, { maxOutputLength: GUNZIP_LIMIT }).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ERR_BUFFER_TOO_LARGE'
        ? new Error(`it unpacks to more than ${GUNZIP_LIMIT} bytes`, { cause })
        : cause;
    }),
  );
}
