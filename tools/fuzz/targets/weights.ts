import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWeights } from '@hpa/models/node';
import { digest } from '../digest.js';
import type { FuzzTarget } from '../fuzz-target.js';

const FIXTURES = fileURLToPath(
  new URL('../../../packages/hpa-models/test/fixtures/weights/', import.meta.url),
);

/** A file, or a few, of the fixtures of weights. */
const stored = (
  name: string,
  {
    files,
    path = files[0]!,
    sealed = false,
  }: { readonly files: readonly string[]; readonly path?: string; readonly sealed?: boolean },
): FuzzTarget => ({
  name,
  files,
  sealed,
  limitBytes: 0,
  async write(folder) {
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await copyFile(join(FIXTURES, file), join(folder, file));
    }
  },
  async read(folder) {
    const weights = openWeights(join(folder, path));
    try {
      const parts = [...weights.tensors].map(([tensor, { shape, read }]) => [tensor, shape, read()]);
      return digest(parts.flat());
    } finally {
      weights.close();
    }
  },
});

/** Weights in every format that `openWeights` takes. */
export const WEIGHTS_TARGETS: readonly FuzzTarget[] = [
  stored('Keras HDF5, weights', { files: ['keras-3.weights.h5'] }),
  stored('Keras HDF5, model', { files: ['tf-keras-model.h5'] }),
  stored('Keras 3 archive', { files: ['keras-3.keras'], sealed: true }),
  stored('Keras 2.13 archive', { files: ['keras-2.13.keras'], sealed: true }),
  stored('safetensors', { files: ['all-types.safetensors'] }),
  stored('TensorFlow checkpoint', {
    files: ['tensorflow-2.ckpt.index', 'tensorflow-2.ckpt.data-00000-of-00001'],
    sealed: true,
  }),
  stored('TensorFlow.js weights', {
    files: ['tfjs-uint8/model.json', 'tfjs-uint8/group1-shard1of2.bin', 'tfjs-uint8/group1-shard2of2.bin'],
  }),
];
