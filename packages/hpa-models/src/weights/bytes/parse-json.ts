import type { ByteSource } from './byte-source.js';

/**
 * Reads a source as JSON text in UTF-8.
 *
 * @throws Error naming the source if it is not
 */
export function parseJson(source: ByteSource): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(source.read(0, source.size)));
  } catch (error) {
    throw new Error(`${source.name}: not JSON: ${(error as Error).message}`);
  }
}
