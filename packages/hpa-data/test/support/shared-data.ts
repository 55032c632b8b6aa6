import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A file or folder of the real data that lies beside the checkout, for tests that skip where it is absent.
 */
export interface SharedData {
  readonly path: string;
  readonly absent: boolean;
}

/** Finds shared data by its path below `shared/`, and says so where a test will be skipped for want of it. */
export function sharedData(path: string): SharedData {
  const found = fileURLToPath(new URL(`../../../../../shared/${path}`, import.meta.url));
  const absent = !existsSync(found);
  if (absent) {
    console.warn(`skipped: shared/${path} is not beside the checkout`);
  }
  return { path: found, absent };
}
