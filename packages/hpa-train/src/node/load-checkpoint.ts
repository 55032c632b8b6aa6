import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingState } from '../state/training-state.js';
import {
  type CheckpointManifest,
  FORMAT_NAME,
  FORMAT_VERSION,
  MANIFEST_NAME,
  mapTensors,
  parseSpelledOut,
  type StateWith,
  type TensorHeader,
} from './checkpoint-format.js';

/**
 * Reads the training state that saveCheckpoint() wrote to a folder; null if the folder holds none.
 *
 * @throws Error if a file is not a checkpoint, is missing, or has another length or checksum than the manifest says,
 * naming the file.
 *
 * @example
 * import { loadCheckpoint } from '@hpa/train/node';
 * await loadCheckpoint('/tmp/no-such-checkpoint'); // null
 */
export async function loadCheckpoint(folder: string): Promise<TrainingState | null> {
  const manifest = await readManifest(join(folder, MANIFEST_NAME));
  if (manifest === null) {
    return null;
  }
  const binaryPath = join(folder, manifest.binary.file);
  const stateText = JSON.stringify(manifest.state);
  const headers = parseSpelledOut(stateText) as StateWith<TensorHeader>;
  const hash = createHash('sha256');

  const file = await openBinary(binaryPath);
  try {
    const { size } = await file.stat();
    if (size !== manifest.binary.bytes) {
      throw new Error(`${binaryPath} must hold ${manifest.binary.bytes} bytes; received ${size}`);
    }
    const state = await mapTensors(headers, async ({ name, shape }) => {
      const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
      const view = new Uint8Array(data.buffer);
      await readFully(file, { view, path: binaryPath });
      hash.update(view);
      return { name, shape, data };
    });
    const sha256 = hash.update(stateText).digest('hex');
    if (sha256 !== manifest.sha256) {
      throw new Error(
        `${folder}: the checkpoint is damaged: its SHA-256 must be ${manifest.sha256}; received ${sha256}`,
      );
    }
    return state;
  } finally {
    await file.close();
  }
}

async function readManifest(path: string): Promise<CheckpointManifest | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return null;
    }
    throw error;
  });
  if (text === null) {
    return null;
  }
  const manifest = parseManifest(path, text);
  if (manifest.format !== FORMAT_NAME || manifest.version !== FORMAT_VERSION) {
    throw new Error(
      `${path} must be a ${FORMAT_NAME} of version ${FORMAT_VERSION}; received ${manifest.format} ${manifest.version}`,
    );
  }
  return manifest;
}

function parseManifest(path: string, text: string): CheckpointManifest {
  try {
    return JSON.parse(text) as CheckpointManifest;
  } catch (cause) {
    throw new Error(`${path} must be JSON; ${(cause as Error).message}`, { cause });
  }
}

async function openBinary(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${path}, which ${MANIFEST_NAME} names, cannot be opened: ${cause.message}`, {
      cause,
    });
  });
}

async function readFully(
  file: FileHandle,
  { view, path }: { readonly view: Uint8Array; readonly path: string },
): Promise<void> {
  let filled = 0;
  while (filled < view.byteLength) {
    const { bytesRead } = await file.read(view, filled, view.byteLength - filled);
    if (bytesRead === 0) {
      throw new Error(`${path} must hold all of its tensors; the file ends early`);
    }
    filled += bytesRead;
  }
}
