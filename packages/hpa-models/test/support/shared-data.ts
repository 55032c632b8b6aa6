import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shared = join(dirname(fileURLToPath(new URL('../../../..', import.meta.url))), 'shared');

/** Path of a file in the data folder beside the checkout. */
export function sharedPath(file: string): string {
  return join(shared, file);
}

/** Whether the files are absent; says so once, for `describe.skipIf`. */
export function lacksShared(...files: readonly string[]): boolean {
  const missing = files.filter((file) => !existsSync(sharedPath(file)));
  if (missing.length > 0) {
    console.warn(`skipped: no ${missing.join(', ')} in the shared folder beside the checkout`);
  }
  return missing.length > 0;
}

/** Reads a golden, or nothing where it is absent: the describe that uses it is skipped then. */
export function readGolden<T>(file: string): T {
  return existsSync(sharedPath(file)) ? (JSON.parse(readFileSync(sharedPath(file), 'utf8')) as T) : ({} as T);
}
