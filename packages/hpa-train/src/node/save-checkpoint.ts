import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingState } from '../state/training-state.js';
import {
  type CheckpointManifest,
  formatName,
  formatVersion,
  manifestName,
  mapTensors,
  spellOutNumbers,
} from './checkpoint-format.js';

/**
 * Writes a training state to a folder, made if need be, in place of the checkpoint that it may hold.
 *
 * Both files are written under temporary names, flushed and renamed, `checkpoint.json` last: at any moment the
 * folder holds the old checkpoint or the new one, whole. One writer at a time.
 */
export async function saveCheckpoint(directory: string, state: TrainingState): Promise<void> {
  await mkdir(directory, { recursive: true });
  const temporary = join(directory, 'checkpoint.bin.tmp');
  const hash = createHash('sha256');
  let bytes = 0;

  const file = await open(temporary, 'w');
  let spelled: unknown;
  try {
    const headers = await mapTensors(state, async ({ name, shape, data }) => {
      const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      hash.update(view);
      await file.writeFile(view);
      bytes += view.byteLength;
      return { name, shape };
    });
    await file.sync();
    spelled = spellOutNumbers(headers);
  } finally {
    await file.close();
  }

  const sha256 = hash.update(JSON.stringify(spelled)).digest('hex');
  const binary = { file: `checkpoint-${sha256.slice(0, 16)}.bin`, bytes };
  await rename(temporary, join(directory, binary.file));
  await writeManifest(directory, {
    format: formatName,
    version: formatVersion,
    binary,
    sha256,
    state: spelled,
  });
  await removeOthers(directory, binary.file);
}

async function writeManifest(directory: string, manifest: CheckpointManifest): Promise<void> {
  const temporary = join(directory, `${manifestName}.tmp`);
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(`${JSON.stringify(manifest)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(directory, manifestName));
}

/** Removes the binaries of earlier checkpoints, and of saves that were killed. */
async function removeOthers(directory: string, kept: string): Promise<void> {
  const binaries = (await readdir(directory)).filter((name) => /^checkpoint-[0-9a-f]{16}\.bin$/.test(name));
  await Promise.all(binaries.filter((name) => name !== kept).map((name) => rm(join(directory, name))));
}
