import type { ByteSource } from './bytes/byte-source.js';
import type { StoredWeights } from './bytes/stored-weights.js';
import { isHdf5 } from './formats/hdf5/read-hdf5.js';
import { readKerasH5 } from './formats/read-keras-h5.js';
import { readKerasZip } from './formats/read-keras-zip.js';
import { readSafetensors } from './formats/read-safetensors.js';
import { isZip } from './formats/zip-entries.js';

/**
 * Reads a file of weights in the format that its first bytes tell: Keras .h5, Keras .keras or safetensors.
 *
 * @throws Error naming the file if it is in none of them, or malformed
 */
export function readWeights(file: ByteSource): StoredWeights {
  const start = file.read(0, Math.min(9, file.size));
  if (isHdf5(start)) {
    return readKerasH5(file);
  }
  if (isZip(start)) {
    return readKerasZip(file);
  }
  // A safetensors file has no signature: a length, then JSON.
  if (String.fromCharCode(start[8] ?? 0) === '{') {
    return readSafetensors(file);
  }
  throw new Error(`${file.name}: no weights that can be read: neither Keras .h5 or .keras nor safetensors`);
}
