import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingState } from '../state/training-state.js';
import {
  digestedText,
  EARLIER_NAME,
  FORMAT_VERSION,
  MANIFEST_NAME,
  mapTensors,
} from './checkpoint-format.js';
import { openRegularFile } from './open-regular-file.js';
import { type ReadManifest, requireManifest } from './require-manifest.js';
import { requireModestNesting } from './require-modest-nesting.js';
import { describeOtherRun } from './run-identity.js';

/**
 * Reads the training state that saveCheckpoint() wrote to a folder; null if the folder holds none. If the newest
 * checkpoint is damaged, the one before it is read, which `onDamage` is told.
 *
 * @throws Error naming the file if no checkpoint is whole, or the checkpoint is of a newer version or of another run,
 * with the settings of both.
 *
 * @example
 * import { loadCheckpoint } from '@hpa/train/node';
 * await loadCheckpoint('/tmp/no-such-checkpoint'); // null
 */
export async function loadCheckpoint(
  folder: string,
  {
    identity,
    onDamage,
    engine,
    onOtherEngine,
  }: {
    /** The run that is to be resumed: a checkpoint that was saved with another identity, or with none, is refused. */
    readonly identity?: Readonly<Record<string, string | number | boolean | null>> | undefined;
    /** Called with one line if the newest checkpoint is damaged and the one before it was read. */
    readonly onDamage?: ((message: string) => void) | undefined;
    /** What computes now, in words, as `saveCheckpoint` was told it. */
    readonly engine?: string | undefined;
    /** Called with one line if another engine saved the checkpoint, whose numbers differ in the last bits. */
    readonly onOtherEngine?: ((message: string) => void) | undefined;
  } = {},
): Promise<TrainingState | null> {
  const damages: string[] = [];
  for (const name of [MANIFEST_NAME, EARLIER_NAME]) {
    const path = join(folder, name);
    const read = await readDamaged(() => readManifest(path));
    if ('damage' in read) {
      damages.push(read.damage);
      continue;
    }
    const { value: manifest } = read;
    if (manifest === null) {
      continue;
    }
    const other = identity && describeOtherRun(manifest.identity, { expected: identity });
    if (other) {
      throw new Error(`${path} ${other}`);
    }
    const state = await readDamaged(() => readTensors(join(folder, manifest.binary.file), manifest));
    if ('damage' in state) {
      damages.push(`${path}: ${state.damage}`);
      continue;
    }
    if (name === EARLIER_NAME) {
      const reason = damages[0] ?? `${join(folder, MANIFEST_NAME)} is gone`;
      onDamage?.(`${reason}; the checkpoint before it, of ${placeOf(state.value)}, is whole`);
    }
    if (engine !== undefined && manifest.engine !== undefined && manifest.engine !== engine) {
      onOtherEngine?.(
        `${path} was saved on ${manifest.engine}, and ${engine} goes on: results differ in the last bits from those of a run that stayed on one`,
      );
    }
    return state.value;
  }
  if (damages.length > 0) {
    throw new Error(
      `${damages.join('; ')}; no checkpoint in ${folder} is whole: remove that folder to train from the first epoch`,
    );
  }
  return null;
}

function placeOf({ epoch, unfinishedEpoch }: TrainingState): string {
  return unfinishedEpoch === undefined
    ? `epoch ${epoch}`
    : `epoch ${epoch + 1} after batch ${unfinishedEpoch.batches}`;
}

/** A checkpoint that this version cannot read, though nothing is wrong with it. */
class NewerVersion extends Error {}

/** What was read, or in words what is wrong with the file. */
type Read<Value> = { readonly value: Value } | { readonly damage: string };

async function readDamaged<Value>(read: () => Promise<Value>): Promise<Read<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof NewerVersion) {
      throw error;
    }
    return { damage: (error as Error).message };
  }
}

async function readManifest(path: string): Promise<ReadManifest | null> {
  let file: FileHandle;
  try {
    file = await openRegularFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
  let text: string;
  try {
    text = await file.readFile('utf8');
  } finally {
    await file.close();
  }
  const value = parseJson(path, text);
  const { version } = (value ?? {}) as { readonly version?: unknown };
  if (typeof version === 'number' && version > FORMAT_VERSION) {
    throw new NewerVersion(
      `${path} has version ${version}, but this program reads versions up to ${FORMAT_VERSION}: update @hpa/train`,
    );
  }
  try {
    return requireManifest(value);
  } catch (cause) {
    throw new Error(`${path} is no checkpoint: ${(cause as Error).message}`, { cause });
  }
}

function parseJson(path: string, text: string): unknown {
  requireModestNesting(text, { file: path });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} must be JSON; ${(cause as Error).message}`, { cause });
  }
}

/** Reads the tensors. The length of the file was compared with their shapes before memory is taken. */
async function readTensors(
  path: string,
  { binary, headers, sha256: expected, state: stateValue, identity }: ReadManifest,
): Promise<TrainingState> {
  const file = await openRegularFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${path}, which ${MANIFEST_NAME} names, cannot be opened: ${cause.message}`, { cause });
  });
  try {
    const { size } = await file.stat();
    if (size !== binary.bytes) {
      throw new Error(`${path} must hold ${binary.bytes} bytes; received ${size}`);
    }
    const hash = createHash('sha256');
    const state = await mapTensors(headers, async ({ name, shape }) => {
      const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
      const view = new Uint8Array(data.buffer);
      await readFully(file, { view, path });
      hash.update(view);
      return { name, shape, data };
    });
    const sha256 = hash.update(digestedText(stateValue, identity)).digest('hex');
    if (sha256 !== expected) {
      throw new Error(`the checkpoint is damaged: its SHA-256 must be ${expected}; received ${sha256}`);
    }
    return state;
  } finally {
    await file.close();
  }
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
