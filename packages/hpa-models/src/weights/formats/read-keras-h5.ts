import type { ByteSource } from '../bytes/byte-source.js';
import { type StoredTensor, type StoredWeights, storedWeights } from '../bytes/stored-weights.js';
import { describeGroup } from './hdf5/describe-group.js';
import { type Hdf5Group, readHdf5 } from './hdf5/read-hdf5.js';
import { hasKeras3Layout, keras3Weights } from './keras3-weights.js';

/**
 * Reads a Keras .h5 file, weights alone or a whole model, of Keras 1 and 2, TF-Keras and Keras 3, or the `.weights.h5` of Keras 3.
 *
 * A weight is named by its layer and kind, such as `conv2d_1/kernel`, without TensorFlow's `:0`. Optimizer state is not
 * listed.
 *
 * @throws Error if the file is malformed, or uses a feature of HDF5 that Keras does not
 */
export function readKerasH5(file: ByteSource): StoredWeights {
  const root = readHdf5(file);
  if (hasKeras3Layout(root)) {
    return storedWeights(file.name, keras3Weights(root), () => describeGroup(root));
  }
  const layers = root.groups.get('model_weights') ?? root;
  return storedWeights(file.name, legacyWeights(layers), () => describeGroup(layers));
}

/** Each layer is a group that holds its weights by name; the slashes of a name make further groups. */
function* legacyWeights(layers: Hdf5Group): Generator<StoredTensor> {
  for (const [layer, group] of layers.groups) {
    for (const [path, tensor] of tensorsBelow(group)) {
      yield { ...tensor, name: weightName({ layer, path: path.replace(/:\d+$/, '') }) };
    }
  }
}

/** Drops the names of enclosing models, which Keras 3 writes before that of the layer. */
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
