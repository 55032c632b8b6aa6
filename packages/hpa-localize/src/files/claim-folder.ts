import { randomUUID } from 'node:crypto';
import { rmdirSync, unlinkSync } from 'node:fs';
import { link, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { explainWriteError } from './explain-write-error.js';
import { makeFolder } from './make-folder.js';

/** A folder that this process owns. */
export interface ClaimedFolder {
  /** Gives the folder up; removes it if the claim made it and it holds nothing. */
  release(): void;
}

/** Who owns a folder, as its lock file says. */
interface Owner {
  readonly pid: number;
  /** When the process started, as the system counts; null where the system does not tell. A pid alone may be reused. */
  readonly processStart: string | null;
  readonly host: string;
  readonly command: string;
  /** When the folder was claimed, ISO 8601. */
  readonly since: string;
}

/**
 * The lock of a folder; whoever takes over from a dead owner makes the one of the next number. While it is written, the
 * name ends in the process that does and an id of its own.
 */
const LOCK_NAME = /^\.in-use-(\d+)(?:\.(\d+)-[0-9a-f-]{36})?$/;

/** A lock without contents is being written, unless it is older than this. */
const WRITING_MS = 10_000;

/** Whether a name in a folder is that of a lock. */
export function isLockName(name: string): boolean {
  return LOCK_NAME.test(name);
}

/**
 * Makes this process the owner of a folder, which is created if absent. The lock of a process that has ended is taken over;
 * of two that try at once, one succeeds. The lock goes when it is released or the process exits, but not if it is killed.
 *
 * @throws Error naming the folder and its owner if another process owns it, or saying why the folder cannot be written.
 */
export async function claimFolder(
  folder: string,
  {
    command,
  }: {
    /** What this process does there, for others to read. */
    readonly command: string;
  },
): Promise<ClaimedFolder> {
  const created = await makeFolder(folder);
  try {
    const lock = await lockFolder(folder, { command });
    return releaseOnExit(folder, { lock, created });
  } catch (error) {
    removeEmpty(folder, created);
    throw error;
  }
}

async function lockFolder(folder: string, { command }: { readonly command: string }): Promise<string> {
  const owner: Owner = {
    pid: process.pid,
    processStart: (await findProcess(process.pid))?.start ?? null,
    host: hostname(),
    command,
    since: new Date().toISOString(),
  };
  for (;;) {
    const locks = await readLocks(folder);
    const alive = locks.find(({ isAlive }) => isAlive);
    if (alive !== undefined) {
      throw new Error(describeOwner(folder, alive));
    }
    const lock = join(folder, `.in-use-${Math.max(0, ...locks.map(({ number }) => number)) + 1}`);
    if (!(await createLock(lock, owner))) {
      continue;
    }
    // Whoever looked before an owner came and went may make a lock of another number: of two, each sees the other here.
    const others = (await readLocks(folder)).filter(({ path }) => path !== lock);
    const other = others.find(({ isAlive }) => isAlive);
    if (other !== undefined) {
      await rm(lock, { force: true });
      throw new Error(describeOwner(folder, other));
    }
    for (const { path } of others) {
      await rm(path, { force: true });
    }
    await removeUnfinished(folder);
    return lock;
  }
}

/** Removes what processes left that were killed while they wrote a lock. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const writer = LOCK_NAME.exec(name)?.[2];
    if (writer !== undefined && (await findProcess(Number(writer))) === null) {
      await rm(join(folder, name), { force: true });
    }
  }
}

/** Makes a lock that has its contents from the first moment; false if there is one of that name. */
async function createLock(path: string, owner: Owner): Promise<boolean> {
  const text = `${JSON.stringify(owner)}\n`;
  const temporary = `${path}.${process.pid}-${randomUUID()}`;
  try {
    await writeNew(temporary, text);
    try {
      await link(temporary, path);
    } catch (error) {
      if (isCode(error, 'EEXIST')) {
        return false;
      }
      // Some file systems have no links.
      await writeNew(path, text);
    } finally {
      await rm(temporary, { force: true });
    }
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) {
      return false;
    }
    throw explainWriteError(dirname(path), error);
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

interface Lock {
  readonly path: string;
  readonly number: number;
  readonly owner: Owner | null;
  readonly isAlive: boolean;
}

async function readLocks(folder: string): Promise<Lock[]> {
  const names = await readdir(folder);
  const locks = names.flatMap((name) => {
    const [, number, writer] = LOCK_NAME.exec(name) ?? [];
    return number === undefined || writer !== undefined
      ? []
      : [{ path: join(folder, name), number: Number(number) }];
  });
  const read = await Promise.all(
    locks.map(async (lock): Promise<Lock[]> => {
      try {
        const owner = parseOwner(await readFile(lock.path, 'utf8'));
        const isAlive =
          owner === null
            ? Date.now() - (await stat(lock.path)).mtimeMs < WRITING_MS
            : await isOwnerAlive(owner);
        return [{ ...lock, owner, isAlive }];
      } catch (error) {
        if (isCode(error, 'ENOENT')) {
          return [];
        }
        throw error;
      }
    }),
  );
  return read.flat();
}

/** What a lock says; null if it is not whole. */
function parseOwner(text: string): Owner | null {
  try {
    const { pid, processStart, host, command, since } = JSON.parse(text) as Partial<Owner>;
    return Number.isSafeInteger(pid) && typeof host === 'string'
      ? {
          pid: pid as number,
          processStart: processStart ?? null,
          host,
          command: String(command),
          since: String(since),
        }
      : null;
  } catch {
    return null;
  }
}

/** Whether the owner still runs; of a process on another host nobody here can tell, so it counts as alive. */
async function isOwnerAlive({ pid, processStart, host }: Owner): Promise<boolean> {
  if (host !== hostname()) {
    return true;
  }
  const found = await findProcess(pid);
  return found !== null && (processStart === null || found.start === null || found.start === processStart);
}

/** A running process, with its start: on Linux the boot and the clock tick; null elsewhere. */
async function findProcess(pid: number): Promise<{ readonly start: string | null } | null> {
  if (process.platform === 'linux') {
    try {
      const text = await readFile(`/proc/${pid}/stat`, 'latin1');
      // The name of the program is in parentheses, and may hold anything; its state is the first field after it.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : { start: `${boot.trim()} ${fields[19]}` };
    } catch (error) {
      if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) {
        return null;
      }
    }
  }
  try {
    process.kill(pid, 0);
    return { start: null };
  } catch (error) {
    return isCode(error, 'ESRCH') ? null : { start: null };
  }
}

function describeOwner(folder: string, { path, owner }: Lock): string {
  if (owner === null) {
    return `${folder} is in use: another process is just claiming it (${path})`;
  }
  const { pid, host, command, since } = owner;
  const remedy = `if it has ended there, remove ${path}`;
  const place = host === hostname() ? '' : ` on ${host}; ${remedy}`;
  return `${folder} is in use by process ${pid} (${command}, started ${since})${place}`;
}

function releaseOnExit(
  folder: string,
  { lock, created }: { readonly lock: string; readonly created: string | undefined },
): ClaimedFolder {
  const release = (): void => {
    process.off('exit', release);
    try {
      unlinkSync(lock);
    } catch {
      // Gone with its folder: there is nothing to give up.
    }
    removeEmpty(folder, created);
  };
  process.on('exit', release);
  return { release };
}

/** Removes the folders that a claim made, from the innermost outwards, as far as they are empty. */
function removeEmpty(folder: string, created: string | undefined): void {
  if (created === undefined) {
    return;
  }
  const first = resolve(created);
  for (let path = resolve(folder); path.startsWith(first); path = dirname(path)) {
    try {
      rmdirSync(path);
    } catch {
      return;
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
