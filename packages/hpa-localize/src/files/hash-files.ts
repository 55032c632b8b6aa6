import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The SHA-256 of a file, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/**
 * The SHA-256 of what a path names, in hex: a file, all files below a folder, or the files of a checkpoint whose names begin
 * with its own.
 *
 * @throws Error naming the path if it names nothing.
 */
export async function hashPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) {
    return hashFile(path);
  }
  const files = found?.isDirectory() ? await filesBelow(path) : await filesOfPrefix(path);
  if (files.length === 0) {
    throw new Error(`${path}: no such file, nor a checkpoint of this name`);
  }
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(`${basename(file)} ${await hashFile(file)}\n`);
  }
  return hash.digest('hex');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

async function filesOfPrefix(path: string): Promise<string[]> {
  const folder = dirname(path);
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => name.startsWith(`${basename(path)}.`)).map((name) => join(folder, name));
}
