import { listed } from '../../listed.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { parseJson } from '../bytes/parse-json.js';
import { type StoredWeights, storedWeights } from '../bytes/stored-weights.js';
import { describeGroup } from './hdf5/describe-group.js';
import { readHdf5 } from './hdf5/read-hdf5.js';
import { hasKeras3Layout, keras3Weights } from './keras3-weights.js';
import { PICKLE } from './pickle.js';
import { zipEntries } from './zip-entries.js';

const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';

/**
 * Reads a .keras file of Keras 3, TF-Keras, or Keras 2.13 to 2.15: a ZIP archive with config.json and model.weights.h5.
 *
 * A weight is named by its layer and kind, such as `conv2d_1/kernel`. Optimizer state is not listed.
 *
 * @throws Error if the file is malformed, an entry has another checksum than the archive states, or no layers are found
 */
export function readKerasZip(file: ByteSource): StoredWeights {
  const entries = zipEntries(file);
  if ([...entries.keys()].some((name) => /(?:^|\/)data\.pkl$/.test(name))) {
    throw new Error(`${file.name}: ${PICKLE}`);
  }
  const entry = (name: string): ByteSource => {
    const found = entries.get(name);
    if (!found) {
      throw new Error(
        `${file.name}: not a Keras model: no ${name} in the archive; it has ${listed([...entries.keys()])}`,
      );
    }
    return found.open();
  };
  const config = parseJson(entry(CONFIG));
  const root = readHdf5(entry(WEIGHTS));
  if (!hasKeras3Layout(root)) {
    throw new Error(
      `${file.name}: ${WEIGHTS} has no group of layers; it has ${root.groups.size > 0 ? listed([...root.groups.keys()]) : 'no groups'}`,
    );
  }
  return storedWeights(file.name, keras3Weights(root, config), () => describeGroup(root));
}
