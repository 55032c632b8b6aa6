import { readableError } from '../readable-error.js';
import { type ByteSource, memorySource } from './bytes/byte-source.js';
import type { StoredWeights } from './bytes/stored-weights.js';
import { readCheckpoint } from './formats/read-checkpoint.js';
import { readSingleFile } from './formats/read-single-file.js';
import { readTfjsWeights } from './formats/read-tfjs-weights.js';

const DATA_FILE = /\.data-\d{5}-of-\d{5}$/;

/**
 * Lists the weights in files that are in memory, in any format: Keras .h5, .weights.h5 or .keras, safetensors, a TensorFlow
 * checkpoint, or a TensorFlow.js model. `openWeights` of `@hpa/models/node` does the same by path.
 *
 * @param files bytes by file name: one file; or the .index and the .data-* files of a checkpoint; or model.json and its weight
 * files, by their paths in the manifest
 * @throws Error if the files are in no known format, malformed or incomplete
 * @example
 * import { exportSafetensors, gapNetPl, readWeights } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * const { tensors } = readWeights({ 'model.safetensors': await exportSafetensors(model) });
 * tensors.get('conv1/kernel').shape; // [3, 3, 4, 32]
 */
export function readWeights(files: Readonly<Record<string, Uint8Array>>): StoredWeights {
  try {
    return readFormat(files);
  } catch (error) {
    throw readableError(error);
  }
}

function readFormat(files: Readonly<Record<string, Uint8Array>>): StoredWeights {
  const sources = new Map(Object.entries(files).map(([name, bytes]) => [name, memorySource(name, bytes)]));
  const names = [...sources.keys()];
  const source = (name: string): ByteSource => sources.get(name)!;
  const index = names.find((name) => name.endsWith('.index'));
  if (index !== undefined) {
    const shards = names.filter((name) => DATA_FILE.test(name)).sort();
    return readCheckpoint({ index: source(index), shards: shards.map(source) });
  }
  const model = names.find((name) => name.endsWith('.json'));
  if (model !== undefined) {
    return readTfjsWeights({ model: source(model), shards: sources });
  }
  if (names.length !== 1) {
    throw new Error(
      `files must be one file, a checkpoint (.index and .data-*) or a TensorFlow.js model (model.json and its weight files); received ${names.join(', ') || 'none'}`,
    );
  }
  return readSingleFile(source(names[0]!));
}
