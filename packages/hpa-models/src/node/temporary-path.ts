import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Name for a file or folder on its way to `path`: beside it, of this process, and of no other call. */
export function temporaryPath(path: string): string {
  return `${path}.${process.pid}-${randomUUID()}`;
}

/** Lists what processes that have ended left on its way to `path`: names of `temporaryPath` without a process that writes to them. */
export async function abandonedPaths(path: string): Promise<string[]> {
  const [folder, start] = [dirname(path), `${basename(path)}.`];
  const abandoned: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = name.startsWith(start) && /^(\d+)-[\da-f-]{36}$/.exec(name.slice(start.length))?.[1];
    if (pid && (await hasEnded(Number(pid), { wrote: join(folder, name) }))) {
      abandoned.push(join(folder, name));
    }
  }
  return abandoned;
}

/** Clocks of files are coarser than that of the process. */
const CLOCK_SLACK_MS = 2000;

async function hasEnded(pid: number, { wrote }: { readonly wrote: string }): Promise<boolean> {
  if (pid === process.pid) {
    // In a container every process has the same number: an earlier one wrote before this one began.
    const began = Date.now() - 1000 * process.uptime() - CLOCK_SLACK_MS;
    return stat(wrote).then(
      ({ mtimeMs }) => mtimeMs < began,
      () => false,
    );
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
