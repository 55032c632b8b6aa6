import { ByteCursor } from '../../bytes/byte-cursor.js';
import type { Located } from './object-messages.js';

/**
 * Reads a data-space message (section IV.A.2.b of the specification): the dimensions, [] for a scalar.
 *
 * @param where of the message, for the error
 * @throws Error if it is malformed or of a version above 2
 */
export function parseDataspace({ bytes }: Pick<Located, 'bytes'>, where: string): number[] {
  const cursor = new ByteCursor(bytes, `${where}: data space`);
  const [version, rank] = [cursor.u8(), cursor.u8()];
  if (version !== 1 && version !== 2) {
    throw new Error(`${where}: HDF5 data space version ${version}`);
  }
  if (rank > 32) {
    throw new Error(`${where}: ${rank} dimensions; HDF5 has 32 at most`);
  }
  cursor.skip(version === 1 ? 6 : 2);
  return Array.from({ length: rank }, () => cursor.u64());
}
