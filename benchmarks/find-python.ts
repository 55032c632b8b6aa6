import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The first of these programs that can import torch, or undefined. */
export async function findPython(candidates: readonly string[]): Promise<string | undefined> {
  for (const python of candidates) {
    try {
      await run(python, ['-c', 'import torch']);
      return python;
    } catch {
      // The next one may have it; run.ts says so when none has.
    }
  }
  return undefined;
}
