import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit of this checkout, with `-dirty` if files were changed since; undefined outside a git repository. */
export async function describeCommit(): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['describe', '--always', '--dirty', '--exclude=*', '--abbrev=40'], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    return stdout.trim();
  } catch {
    // A copy without its history can be measured too.
    return undefined;
  }
}
