import type { ByteSource } from './byte-source.js';

/**
 * Parses a source as JSON in UTF-8.
 *
 * @throws Error if it is not valid JSON
 */
export function parseJson(source: ByteSource): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(source.read(0, source.size)));
  } catch (error) {
    throw new Error(`${source.name}: not JSON: ${(error as Error).message}`);
  }
}
