import type { ByteSource } from '../bytes/byte-source.js';
import { parseJson } from '../bytes/parse-json.js';
import { type StoredWeights, storedWeights } from '../bytes/stored-weights.js';
import { readHdf5 } from './hdf5/read-hdf5.js';
import { keras3LayerNames } from './keras3-layer-names.js';
import { keras3Weights } from './keras3-weights.js';
import { zipEntries } from './zip-entries.js';

const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';

/**
 * Reads a model that Keras 3, or TF-Keras, saved as .keras: a ZIP archive of config.json and model.weights.h5.
 *
 * A weight is named by its layer and kind, such as `conv2d_1/kernel`. Optimizer state is not listed.
 *
 * @throws Error naming the file and what is malformed in it; each entry must have its checksum
 */
export function readKerasZip(file: ByteSource): StoredWeights {
  const entries = zipEntries(file);
  const entry = (name: string): ByteSource => {
    const found = entries.get(name);
    if (!found) {
      throw new Error(`${file.name}: no Keras model: no ${name} among its ${[...entries.keys()].join(', ')}`);
    }
    return found.open();
  };
  const names = keras3LayerNames(parseJson(entry(CONFIG)));
  return storedWeights(file.name, keras3Weights(readHdf5(entry(WEIGHTS)), names));
}
