import { ByteCursor } from '../../bytes/byte-cursor.js';
import type { Located } from './object-messages.js';

/**
 * Reads the shape in a dataspace message (section IV.A.2.b of the specification); it is [] for a scalar.
 *
 * @param where start of error messages
 * @throws Error if the message is malformed or its version is above 2
 */
export function parseDataspace({ bytes }: Pick<Located, 'bytes'>, where: string): number[] {
  const cursor = new ByteCursor(bytes, `${where}: dataspace`);
  const [version, rank] = [cursor.u8(), cursor.u8()];
  if (version !== 1 && version !== 2) {
    throw new Error(`${where}: HDF5 dataspace version ${version} is not supported`);
  }
  if (rank > 32) {
    throw new Error(`${where}: ${rank} dimensions; HDF5 allows at most 32`);
  }
  cursor.skip(version === 1 ? 6 : 2);
  return Array.from({ length: rank }, () => cursor.u64());
}
