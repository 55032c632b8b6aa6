import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingState } from '../state/training-state.js';
import {
  type CheckpointManifest,
  FORMAT_NAME,
  FORMAT_VERSION,
  MANIFEST_NAME,
  mapTensors,
  spellOutNumbers,
} from './checkpoint-format.js';
import { writeWhole } from './write-whole.js';

/**
 * Writes a training state to a folder, replacing any checkpoint there; the folder is created if absent.
 *
 * The folder always holds the old checkpoint or the new one, whole, even if the process is killed: the tensors go to a
 * file of their own, and `checkpoint.json`, which names that file, is replaced last. One writer at a time.
 *
 * @throws Error if the file system refuses a file.
 *
 * @example
 * import { loadCheckpoint, saveCheckpoint } from '@hpa/train/node';
 * import { mkdtemp } from 'node:fs/promises';
 * const folder = await mkdtemp('/tmp/checkpoint-');
 * const weights = [{ name: 'bias', shape: [2], data: new Float32Array([1, 2]) }];
 * const optimizer = { name: 'sgd', settings: {}, learningRate: 0.1, step: 5, slots: [] };
 * const state = { epoch: 1, step: 5, weights, optimizer, history: [], best: null, bestWeights: null };
 * await saveCheckpoint(folder, state);
 * (await loadCheckpoint(folder)).step; // 5
 */
export async function saveCheckpoint(folder: string, state: TrainingState): Promise<void> {
  const chunks: Uint8Array[] = [];
  const headers = await mapTensors(state, ({ name, shape, data }) => {
    chunks.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return { name, shape };
  });
  const spelled = spellOutNumbers(headers);
  const hash = createHash('sha256');
  for (const chunk of chunks) {
    hash.update(chunk);
  }
  const sha256 = hash.update(JSON.stringify(spelled)).digest('hex');
  const binary = {
    file: `checkpoint-${sha256.slice(0, 16)}.bin`,
    bytes: chunks.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
  const manifest: CheckpointManifest = {
    format: FORMAT_NAME,
    version: FORMAT_VERSION,
    binary,
    sha256,
    state: spelled,
  };

  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, binary.file), chunks);
  await writeWhole(join(folder, MANIFEST_NAME), [`${JSON.stringify(manifest)}\n`]);
  await removeOthers(folder, binary.file);
}

/** Removes the files of earlier checkpoints and of saves that were killed. */
async function removeOthers(folder: string, kept: string): Promise<void> {
  const names = await readdir(folder);
  const others = names.filter(
    (name) => /^checkpoint(-[0-9a-f]{16})?\.bin(\.tmp)?$/.test(name) && name !== kept,
  );
  await Promise.all(others.map((name) => rm(join(folder, name))));
}
