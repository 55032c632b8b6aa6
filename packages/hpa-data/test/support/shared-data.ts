import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file or folder of the real data beside the checkout; tests that need it are skipped if it is absent. */
export interface SharedData {
  readonly path: string;
  readonly absent: boolean;
}

/** Finds shared data by its path below `shared/`, and warns if it is absent and a test will be skipped. */
export function sharedData(path: string): SharedData {
  const found = fileURLToPath(new URL(`../../../../../shared/${path}`, import.meta.url));
  const absent = !existsSync(found);
  if (absent) {
    console.warn(`skipped: shared/${path} is not beside the checkout`);
  }
  return { path: found, absent };
}
