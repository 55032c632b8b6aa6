import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const INTERVAL = 500;

/** The names of package managers, and of the scripts that they are. */
const MANAGER = /^(npm|npx|pnpm|yarn|bun)\b/;

/** Processes between npm and this one, at most: a shell, and what it started. */
const FARTHEST = 4;

/**
 * Calls back when the npm that started this process is gone. Who stops npm alone wants to stop what it runs, and nobody else
 * would tell: npm starts commands in a shell, which outlives it.
 *
 * @returns Ends the watch.
 */
export function watchNpm(onGone: () => void): () => void {
  const timer = setInterval(() => {
    if (ANCESTORS.some(({ pid, parent }) => parentOf(pid) !== parent)) {
      clearInterval(timer);
      onGone();
    }
  }, INTERVAL);
  timer.unref();
  return () => clearInterval(timer);
}

/** This process and those between it and npm, each with its parent; without a file system of processes only this one. */
function ancestorsUpToNpm(): readonly { readonly pid: number; readonly parent: number | undefined }[] {
  const chain = [{ pid: process.pid, parent: parentOf(process.pid) }];
  while (chain.length < FARTHEST) {
    const pid = chain.at(-1)!.parent;
    if (pid === undefined || pid <= 1 || isNpm(pid)) {
      return chain;
    }
    chain.push({ pid, parent: parentOf(pid) });
  }
  // No npm above: of another package manager only the direct parent is known.
  return chain.slice(0, 1);
}

function parentOf(pid: number): number | undefined {
  if (pid === process.pid) {
    return process.ppid;
  }
  try {
    // The name, in parentheses, may hold anything; state and parent follow it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** npm names itself `npm run NAME`; before that, and other package managers always, it is the script that node runs. */
function isNpm(pid: number): boolean {
  try {
    const [name = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
    return MANAGER.test(name) || (/\bnode$/.test(name) && MANAGER.test(script.split('/').at(-1)!));
  } catch {
    return true;
  }
}

/** Taken when the program starts: once npm is gone, nobody can tell that it was there. None if npm started nothing. */
const ANCESTORS = process.env.npm_lifecycle_event === undefined ? [] : ancestorsUpToNpm();
