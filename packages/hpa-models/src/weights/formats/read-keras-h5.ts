import type { ByteSource } from '../bytes/byte-source.js';
import { type StoredTensor, type StoredWeights, storedWeights } from '../bytes/stored-weights.js';
import { type Hdf5Group, readHdf5 } from './hdf5/read-hdf5.js';
import { keras3Weights } from './keras3-weights.js';

/**
 * Reads a Keras .h5 file: weights alone or a whole model, of Keras 1 and 2, TF-Keras and Keras 3, and the
 * `.weights.h5` of Keras 3.
 *
 * A weight is named by its layer and kind, such as `conv2d_1/kernel`, the `:0` of TensorFlow left out. Optimizer state is
 * not listed.
 *
 * @throws Error naming the file and what is malformed in it, or an HDF5 feature that Keras does not use
 */
export function readKerasH5(file: ByteSource): StoredWeights {
  const root = readHdf5(file);
  if (root.groups.has('layers')) {
    return storedWeights(file.name, keras3Weights(root));
  }
  const layers = root.groups.get('model_weights') ?? root;
  return storedWeights(file.name, legacyWeights(layers));
}

/** One group a layer; in it each weight by its own name, whose slashes make groups again. */
function* legacyWeights(layers: Hdf5Group): Generator<StoredTensor> {
  for (const [layer, group] of layers.groups) {
    for (const [path, tensor] of tensorsBelow(group)) {
      yield { ...tensor, name: weightName({ layer, path: path.replace(/:\d+$/, '') }) };
    }
  }
}

/** Keras 3 writes the names of the models around a layer before it; the layer is where the name starts. */
function weightName({ layer, path }: { readonly layer: string; readonly path: string }): string {
  const parts = path.split('/');
  const start = parts.indexOf(layer);
  return parts.slice(Math.max(start, 0)).join('/');
}

function* tensorsBelow(group: Hdf5Group): Generator<readonly [path: string, StoredTensor]> {
  yield* group.tensors;
  for (const [name, inner] of group.groups) {
    for (const [path, tensor] of tensorsBelow(inner)) {
      yield [`${name}/${path}`, tensor];
    }
  }
}
