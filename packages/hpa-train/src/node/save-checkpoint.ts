import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingState } from '../state/training-state.js';
import {
  type CheckpointManifest,
  digestedText,
  EARLIER_NAME,
  FORMAT_NAME,
  FORMAT_VERSION,
  MANIFEST_NAME,
  mapTensors,
  spellOutNumbers,
} from './checkpoint-format.js';
import { makeFolder } from './make-folder.js';
import { requireManifest } from './require-manifest.js';
import { writeWhole } from './write-whole.js';

/**
 * Writes a training state to a folder; the folder is created if absent. The checkpoint that was there stays as the one
 * before, in case that the new one is damaged later; earlier ones are removed.
 *
 * The folder always holds the old checkpoint or the new one, whole, even if the process is killed: the tensors go to a
 * file of their own, and `checkpoint.json`, which names that file, is replaced last. One writer at a time.
 *
 * @throws Error naming the file, and what helps, if the file system refuses it.
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
export async function saveCheckpoint(
  folder: string,
  state: TrainingState,
  {
    identity,
    engine,
  }: {
    /** Which run this is: whatever decides its results, by name. `loadCheckpoint` refuses the checkpoint for another. */
    readonly identity?: Readonly<Record<string, string | number | boolean | null>> | undefined;
    /** What computes, in words, such as `wasm`: `loadCheckpoint` tells if another one goes on. */
    readonly engine?: string | undefined;
  } = {},
): Promise<void> {
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
  const sha256 = hash.update(digestedText(spelled, identity)).digest('hex');
  const binary = {
    file: `checkpoint-${sha256.slice(0, 16)}.bin`,
    bytes: chunks.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
  const manifest: CheckpointManifest = {
    format: FORMAT_NAME,
    version: FORMAT_VERSION,
    binary,
    sha256,
    ...(identity !== undefined && { identity }),
    ...(engine !== undefined && { engine }),
    state: spelled,
  };

  await makeFolder(folder);
  await writeWhole(join(folder, binary.file), chunks);
  const newest = await readWhole(folder, MANIFEST_NAME);
  if (newest !== null && newest.binary.file !== binary.file) {
    await writeWhole(join(folder, EARLIER_NAME), [newest.text]);
  }
  await writeWhole(join(folder, MANIFEST_NAME), [`${JSON.stringify(manifest)}\n`]);
  const earlier = await readWhole(folder, EARLIER_NAME);
  await removeOthers(folder, [binary.file, ...(earlier === null ? [] : [earlier.binary.file])]);
}

/** Reads a manifest whose tensors are all there; null if there is none, or it is damaged. */
async function readWhole(
  folder: string,
  name: string,
): Promise<(Pick<CheckpointManifest, 'binary'> & { readonly text: string }) | null> {
  try {
    const text = await readFile(join(folder, name), 'utf8');
    const { binary } = requireManifest(JSON.parse(text));
    return (await stat(join(folder, binary.file))).size === binary.bytes ? { binary, text } : null;
  } catch {
    return null;
  }
}

/** Removes the files of earlier checkpoints and of saves that were killed. */
async function removeOthers(folder: string, kept: readonly string[]): Promise<void> {
  const names = await readdir(folder);
  const others = names.filter(
    (name) => /^checkpoint(-[0-9a-f]{16})?\.bin(\.tmp)?$/.test(name) && !kept.includes(name),
  );
  await Promise.all(others.map((name) => rm(join(folder, name))));
}
