import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TensorHeader, TrainingState } from '../state/training-state.js';
import {
  type CheckpointManifest,
  formatName,
  formatVersion,
  manifestName,
  mapTensors,
  parseSpelledOut,
} from './checkpoint-format.js';

/**
 * Reads the training state that saveCheckpoint() wrote to a folder; null where the folder holds none.
 *
 * @throws Error naming the file that is not a checkpoint, is missing, has another length or another checksum.
 */
export async function loadCheckpoint(directory: string): Promise<TrainingState | null> {
  const manifest = await readManifest(join(directory, manifestName));
  if (manifest === null) {
    return null;
  }
  const binaryPath = join(directory, manifest.binary.file);
  const stateText = JSON.stringify(manifest.state);
  const headers = parseSpelledOut(stateText) as TrainingState<TensorHeader>;
  const hash = createHash('sha256');

  const file = await openBinary(binaryPath);
  try {
    const { size } = await file.stat();
    if (size !== manifest.binary.bytes) {
      throw new Error(`${binaryPath} must hold ${manifest.binary.bytes} bytes; it holds ${size}`);
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
        `${directory}: the checkpoint is damaged; its SHA-256 must be ${manifest.sha256} and is ${sha256}`,
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
  if (manifest.format !== formatName || manifest.version !== formatVersion) {
    throw new Error(
      `${path} must be a ${formatName} of version ${formatVersion}; it is ${manifest.format} ${manifest.version}`,
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
    throw new Error(`${path}, named by ${manifestName} beside it, cannot be opened: ${cause.message}`, {
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
      throw new Error(`${path} ends before its tensors do`);
    }
    filled += bytesRead;
  }
}
