import type { ByteSource } from '../bytes/byte-source.js';
import type { StoredWeights } from '../bytes/stored-weights.js';
import { isHdf5 } from './hdf5/read-hdf5.js';
import { isPickle, PICKLE } from './pickle.js';
import { readKerasH5 } from './read-keras-h5.js';
import { readKerasZip } from './read-keras-zip.js';
import { readSafetensors } from './read-safetensors.js';
import { isZip } from './zip-entries.js';

/**
 * Reads weights in one file, in the format that its first bytes tell: Keras .h5, Keras .keras or safetensors.
 *
 * @throws Error if the file has none of these formats, or is malformed
 */
export function readSingleFile(file: ByteSource): StoredWeights {
  const start = file.read(0, Math.min(9, file.size));
  if (isHdf5(start)) {
    return readKerasH5(file);
  }
  if (isZip(start)) {
    return readKerasZip(file);
  }
  if (isPickle(start) && String.fromCharCode(start[8] ?? 0) !== '{') {
    throw new Error(`${file.name}: ${PICKLE}`);
  }
  // A safetensors file has no signature: the length of a JSON header, then the header.
  if (String.fromCharCode(start[8] ?? 0) === '{') {
    return readSafetensors(file);
  }
  throw new Error(`${file.name}: unknown format: weights must be Keras .h5 or .keras, or safetensors`);
}
