import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { explainWriteError } from '../explain-write-error.js';
import { makeFolder } from '../make-folder.js';

/** What a worker says of itself. */
interface WorkerCard {
  readonly pid: number;
  /** When the process started, as the system counts; null if the system does not tell. A pid alone may be reused. */
  readonly start: string | null;
  /** Within which pids mean the same: a host, or a container on it. */
  readonly host: string;
}

/** A process that takes part in a search. */
export interface Worker {
  readonly id: string;
  /** Whether another worker runs: its process is there, if it is on this host, and its heartbeat is not too old. */
  isAlive(id: string): Promise<boolean>;
  /** Removes what workers left that are no more. */
  removeDead(): Promise<void>;
  leave(): Promise<void>;
}

/** How often a worker shows that it runs. */
const HEARTBEAT_MS = 5000;

/**
 * Shows to others by a file in a folder that this process runs: it is written again every five seconds. Ages are told by the clock of the
 * file system, so that hosts need not agree on the time.
 */
export async function startWorker(
  folder: string,
  {
    silentAfterMs,
    onHeartbeat,
  }: {
    /** A worker counts as dead once its file is older than that. */
    readonly silentAfterMs: number;
    readonly onHeartbeat: () => Promise<void>;
  },
): Promise<Worker> {
  await makeFolder(folder);
  const id = randomUUID();
  const own = { pid: process.pid, start: await processStart(process.pid), host: await hostName() };
  const text = JSON.stringify(own);
  const path = join(folder, `${id}.json`);
  await writeFile(path, text).catch((error: unknown) => {
    throw explainWriteError(path, error);
  });

  const beat = async (): Promise<void> => {
    // Written over in place, never empty for a reader; made again if another process took this one for dead.
    const file = await open(path, 'r+').catch(() => open(path, 'w'));
    try {
      await file.write(text, 0);
    } finally {
      await file.close();
    }
  };
  // A heartbeat that fails, as on a full disk, is one that others miss; the journal itself says so when it is written.
  const timer = setInterval(
    () =>
      void beat()
        .then(onHeartbeat)
        .catch(() => {}),
    HEARTBEAT_MS,
  );
  timer.unref();

  const isAlive = async (other: string): Promise<boolean> => {
    if (other === id) {
      return true;
    }
    const otherPath = join(folder, `${other}.json`);
    const card = await readCard(otherPath);
    if (card === null) {
      return false;
    }
    if (card.host === own.host && !(await isRunning(card))) {
      return false;
    }
    await beat();
    const [now, then] = await Promise.all([stat(path), stat(otherPath).catch(() => null)]);
    return then !== null && now.mtimeMs - then.mtimeMs <= silentAfterMs;
  };

  return {
    id,
    isAlive,
    async removeDead() {
      for (const name of await readdir(folder)) {
        const other = /^([0-9a-f-]{36})\.json$/.exec(name)?.[1];
        if (other !== undefined && !(await isAlive(other))) {
          await rm(join(folder, name), { force: true });
        }
      }
    },
    async leave() {
      clearInterval(timer);
      await rm(path, { force: true });
    },
  };
}

async function readCard(path: string): Promise<WorkerCard | null> {
  try {
    const { pid, start, host } = JSON.parse(await readFile(path, 'utf8')) as Partial<WorkerCard>;
    return Number.isSafeInteger(pid)
      ? { pid: pid as number, start: start ?? null, host: String(host) }
      : null;
  } catch {
    return null;
  }
}

async function isRunning({ pid, start }: WorkerCard): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process is there, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const found = await processStart(pid);
  return process.platform !== 'linux' || (found !== null && (start === null || start === found));
}

/** When a process started: on Linux the boot and the clock tick; null elsewhere, or if it has ended. */
async function processStart(pid: number): Promise<string | null> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The name of the program is in parentheses, and may hold anything; its state is the first field after it.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : `${boot.trim()} ${fields[19]}`;
  } catch {
    return null;
  }
}

async function hostName(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${hostname()} ${namespace}`.trim();
}
