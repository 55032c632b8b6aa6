import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Returns the first of these programs that can import the modules, or undefined. */
export async function findPython(
  candidates: readonly string[],
  { modules }: { readonly modules: readonly string[] },
): Promise<string | undefined> {
  for (const python of candidates) {
    try {
      await run(python, ['-c', `import ${modules.join(', ')}`]);
      return python;
    } catch {
      // The next one may have them; the caller reports if none has.
    }
  }
  return undefined;
}
