import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Callback, Failure } from '../../callbacks/callback.js';
import { makeFolder } from '../make-folder.js';
import { requirePath } from '../require-path.js';
import { writeWhole } from '../write-whole.js';

/**
 * A callback that saves what a run diverged on, if loss, gradients or logits are not finite any more: `diverged.json` with the
 * message, epoch, batch, step, learning rate and ids of the samples, and for NumPy the float32 arrays `images.npy`, `labels.npy` and,
 * if the batch has them, `sample-weights.npy`. In validation there is no batch to save, only the place.
 *
 * @throws TypeError if the folder is no path; in a run, Error naming the file if the file system refuses it.
 *
 * @example
 * import { readFile, mkdtemp } from 'node:fs/promises';
 * import { fileCallbacks } from '@hpa/train/node';
 * const folder = await mkdtemp('/tmp/diverged-');
 * const failure = { error: new Error('epoch 1, batch 2'), epoch: 1, batch: 2, step: 1, learningRate: 9, tensors: null };
 * await fileCallbacks.saveDivergedBatch(folder).onDiverged(failure);
 * JSON.parse(await readFile(`${folder}/diverged.json`, 'utf8')).batch; // 2
 */
export function saveDivergedBatch(folder: string): Callback {
  requirePath(folder, { name: 'folder' });
  return { name: 'saveDivergedBatch', onDiverged: (failure) => save(folder, failure) };
}

async function save(folder: string, { error, tensors, ...place }: Failure): Promise<void> {
  await makeFolder(folder);
  const arrays: readonly (readonly [string, Tensor | undefined])[] = [
    ['images.npy', tensors?.images],
    ['labels.npy', tensors?.labels],
    ['sample-weights.npy', tensors?.sampleWeights],
  ];
  for (const [name, tensor] of arrays) {
    if (tensor !== undefined) {
      await writeWhole(join(folder, name), await npyChunks(tensor));
    }
  }
  const ids = tensors?.ids === undefined ? {} : { ids: tensors.ids };
  const text = JSON.stringify({ message: error.message, ...place, ...ids }, null, 2);
  await writeWhole(join(folder, 'diverged.json'), [`${text}\n`]);
}

/** The format of NumPy's own files, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
async function npyChunks(tensor: Tensor): Promise<Uint8Array[]> {
  const data = Float32Array.from(await tensor.data());
  const shape = `(${tensor.shape.map((length) => `${length},`).join(' ')})`;
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  // Magic, version, length and header end, with a line end, at a multiple of 64.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const start = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, length & 0xff, length >> 8];
  const padded = `${header.padEnd(length - 1)}\n`;
  return [Uint8Array.from(start), new TextEncoder().encode(padded), new Uint8Array(data.buffer)];
}
