import type { ByteCursor } from '../../bytes/byte-cursor.js';

/**
 * Passes over the four letters that a structure of HDF5 starts with.
 *
 * @throws Error naming the file if they are others
 */
export function expectSignature(cursor: ByteCursor, signature: string, file: string): void {
  const found = String.fromCharCode(...cursor.take(4));
  if (found !== signature) {
    throw new Error(`${file}: HDF5 structure "${signature}" expected; found ${JSON.stringify(found)}`);
  }
}
