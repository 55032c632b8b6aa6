import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import type { FuzzCase } from './cases.js';
import type { FuzzTarget } from './fuzz-target.js';
import { judgeMessage } from './judge-message.js';
import { mutate, type OddFile } from './mutations.js';
import { allocationsOf } from './watch-allocations.js';

/** What came of one case: how it was read, and what was wrong with that. */
export interface Outcome {
  readonly result: 'same' | 'other' | 'refused';
  /** Each a sentence without its subject; empty if all is well. */
  readonly faults: readonly string[];
  /** The message of a refusal. */
  readonly message?: string;
}

/** Bytes by which a process grows whatever it reads: garbage that waits, compiled code, pools of libraries. */
const NOISE = 96 * 2 ** 20;

/** The stated bound: what a reader may take for each byte of its input. */
const BYTES_PER_BYTE = 8;

/** Reads a damaged input in a folder of its own and judges what comes. */
export async function attack({ target, file, mutations }: FuzzCase, folder: string): Promise<Outcome> {
  const { files, digest } = await requireRightInput(target, folder);
  const input = join(folder, 'damaged-input');
  await mkdir(input, { recursive: true });
  try {
    for (const [name, content] of files) {
      await mkdir(dirname(join(input, name)), { recursive: true });
      const [first] = mutations;
      const isDamaged = name.endsWith(file);
      if (isDamaged && first?.kind === 'odd-file') {
        await makeOddFile(join(input, name), first.what);
      } else {
        await writeFile(join(input, name), isDamaged ? mutate(content, mutations) : content);
      }
    }
    return await judge(target, { input, digest });
  } finally {
    await rm(input, { recursive: true, force: true });
  }
}

async function judge(
  target: FuzzTarget,
  { input, digest }: { readonly input: string; readonly digest: string },
): Promise<Outcome> {
  const size = sizeOf(input);
  const tensors = memory().numTensors;
  let read: string | undefined;
  let failure: unknown;
  const { largestArray, residentGrowth } = await allocationsOf(async () => {
    try {
      read = await target.read(input);
    } catch (error) {
      failure = error;
    }
  });
  const faults: string[] = [];
  const result = read === undefined ? 'refused' : read === digest ? 'same' : 'other';
  if (result === 'refused') {
    const wrong = judgeMessage(failure, ['damaged-input']);
    if (wrong !== undefined) {
      faults.push(`the message ${wrong}`);
    }
  }
  if (result === 'other' && target.sealed) {
    faults.push('was read as something else');
  }
  const bound = Math.max(BYTES_PER_BYTE * size, target.limitBytes) + NOISE;
  for (const [what, bytes] of Object.entries({ largestArray, residentGrowth })) {
    if (bytes > bound) {
      faults.push(`took ${Math.round(bytes / 2 ** 20)} MiB (${what}) for ${size} bytes`);
    }
  }
  if (memory().numTensors !== tensors) {
    faults.push(`left ${memory().numTensors - tensors} tensors`);
  }
  const message = failure === undefined ? {} : { message: String((failure as Error)?.message ?? failure) };
  return { result, faults, ...message };
}

const rightInputs = new Map<FuzzTarget, Promise<RightInput>>();

interface RightInput {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly digest: string;
}

/**
 * The right input of a target, made once a process.
 *
 * @throws Error if it cannot be made, or does not read
 */
export function requireRightInput(target: FuzzTarget, folder: string): Promise<RightInput> {
  const known = rightInputs.get(target) ?? makeRightInput(target, folder);
  rightInputs.set(target, known);
  return known;
}

async function makeRightInput(target: FuzzTarget, folder: string): Promise<RightInput> {
  const input = join(folder, 'right-input');
  await mkdir(input, { recursive: true });
  try {
    await target.write(input);
    const digest = await target.read(input);
    if ((await target.read(input)) !== digest) {
      throw new Error(`${target.name}: reading the right input twice gives two results`);
    }
    const names = readdirSync(input, { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => statSync(join(input, name)).isFile());
    for (const file of target.files) {
      if (!files.some((name) => name.endsWith(file))) {
        throw new Error(`${target.name}: its input has no file ${file}; it has ${files.join(', ')}`);
      }
    }
    return { files: new Map(files.map((name) => [name, readFileSync(join(input, name))])), digest };
  } finally {
    await rm(input, { recursive: true, force: true });
  }
}

async function makeOddFile(path: string, what: OddFile): Promise<void> {
  switch (what) {
    case 'absent':
      return;
    case 'empty':
      return writeFile(path, '');
    case 'text':
      return writeFile(path, '<!doctype html><title>404 Not Found</title>\n');
    case 'folder':
      await mkdir(path);
      return;
    case 'fifo':
      execFileSync('mkfifo', [path]);
      return;
    case 'dangling-link':
      return symlink(`${path}-that-is-not-there`, path);
    case 'dev-zero':
      return symlink('/dev/zero', path);
    case 'dev-null':
      return symlink('/dev/null', path);
  }
}

function sizeOf(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sizes = names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}
