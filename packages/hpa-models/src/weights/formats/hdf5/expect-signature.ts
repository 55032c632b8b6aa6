import type { ByteCursor } from '../../bytes/byte-cursor.js';

/**
 * Reads the four letters that start an HDF5 structure.
 *
 * @throws Error if they are not the expected ones
 */
export function expectSignature(cursor: ByteCursor, signature: string, file: string): void {
  const found = String.fromCharCode(...cursor.take(4));
  if (found !== signature) {
    throw new Error(`${file}: expected the HDF5 structure "${signature}"; found ${JSON.stringify(found)}`);
  }
}
