import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimFolder, isLockName } from '../../src/files/claim-folder.js';

const compiled = fileURLToPath(new URL('../../dist/files/claim-folder.js', import.meta.url));

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-claim-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Processes that all claim a folder once they are told to; each says `claimed` or why not, and stays. */
async function startTakers(
  folder: string,
  count: number,
): Promise<{ go(): Promise<string[]>; end(): Promise<void> }> {
  const program = `
    const { claimFolder } = await import(${JSON.stringify(compiled)});
    process.stdout.write('ready');
    process.stdin.once('data', () => claimFolder(${JSON.stringify(folder)}, { command: 'compare' }).then(
      () => process.stdout.write('claimed'), (error) => process.stdout.write(error.message)));
    setInterval(() => {}, 1000);`;
  const takers: ChildProcess[] = [];
  for (let taker = 0; taker < count; taker++) {
    takers.push(spawn(process.execPath, ['--input-type=module', '-e', program]));
  }
  await Promise.all(takers.map(({ stdout }) => once(stdout!, 'data')));
  return {
    async go() {
      const said = takers.map(async ({ stdin, stdout }) => {
        const answer = once(stdout!, 'data');
        stdin!.write('go');
        return String((await answer)[0]);
      });
      return Promise.all(said);
    },
    async end() {
      for (const taker of takers) {
        const ended = once(taker, 'exit');
        taker.kill('SIGKILL');
        await ended;
      }
    },
  };
}

it('says who owns a folder, and gives it up when released', async () => {
  const folder = join(scratch, 'parent', 'owned');
  const claim = await claimFolder(folder, { command: 'compare' });
  await expect(claimFolder(folder, { command: 'prepare' })).rejects.toThrow(
    new RegExp(`^${folder} is in use by process ${process.pid} \\(compare, started \\d{4}-.*Z\\)$`),
  );
  expect((await readdir(folder)).every(isLockName)).toBe(true);
  claim.release();
  // The claim made the folder and the one above it, and nothing was written there.
  expect(await readdir(scratch)).not.toContain('parent');
});

it('leaves a folder that it did not make, and one that holds something', async () => {
  const folder = join(scratch, 'made');
  await mkdir(folder);
  (await claimFolder(folder, { command: 'compare' })).release();
  expect(await readdir(folder)).toEqual([]);
  const filled = join(scratch, 'filled');
  const claim = await claimFolder(filled, { command: 'compare' });
  await writeFile(join(filled, 'config.json'), '{}');
  claim.release();
  expect(await readdir(filled)).toEqual(['config.json']);
});

it('is taken over from a killed process by one of several that try at once', async () => {
  const folder = join(scratch, 'raced');
  const first = await startTakers(folder, 4);
  const answers = await first.go();
  expect(answers.filter((answer) => answer === 'claimed')).toHaveLength(1);
  expect(answers.filter((answer) => answer.startsWith(`${folder} is in use by process `))).toHaveLength(3);
  await first.end();
  expect((await readdir(folder)).filter(isLockName)).not.toEqual([]);

  const second = await startTakers(folder, 4);
  const again = await second.go();
  expect(again.filter((answer) => answer === 'claimed')).toHaveLength(1);
  await second.end();
  (await claimFolder(folder, { command: 'compare' })).release();
  expect(await readdir(folder)).toEqual([]);
});

it.runIf(process.platform === 'linux')('is not fooled by a pid that another process has now', async () => {
  const folder = join(scratch, 'reused');
  const claim = await claimFolder(folder, { command: 'compare' });
  const [lock] = await readdir(folder);
  const owner = JSON.parse(await readFile(join(folder, lock!), 'utf8')) as { readonly processStart: string };
  claim.release();
  await mkdir(folder, { recursive: true });
  const other = { ...owner, processStart: owner.processStart.replace(/\d$/, 'x') };
  await writeFile(join(folder, lock!), JSON.stringify(other));
  (await claimFolder(folder, { command: 'compare' })).release();
  expect(await readdir(folder)).toEqual([]);
});

it('leaves the lock of another host alone, and says how to remove it', async () => {
  const folder = join(scratch, 'elsewhere');
  await mkdir(folder);
  const lock = join(folder, '.in-use-1');
  const owner = {
    pid: 7,
    processStart: null,
    host: `not-${hostname()}`,
    command: 'compare',
    since: '2026-01-01',
  };
  await writeFile(lock, JSON.stringify(owner));
  await expect(claimFolder(folder, { command: 'compare' })).rejects.toThrow(
    `${folder} is in use by process 7 (compare, started 2026-01-01) on not-${hostname()}; if it has ended there, remove ${lock}`,
  );
});

it('waits for a lock that is being written, and takes over one that was never finished', async () => {
  const folder = join(scratch, 'unfinished');
  await mkdir(folder);
  const lock = join(folder, '.in-use-3');
  await writeFile(lock, '');
  await expect(claimFolder(folder, { command: 'compare' })).rejects.toThrow(
    'another process is just claiming it',
  );
  const long = new Date(Date.now() - 60_000);
  await utimes(lock, long, long);
  (await claimFolder(folder, { command: 'compare' })).release();
  expect(await readdir(folder)).toEqual([]);
});

it('names a folder that cannot be made', async () => {
  const file = join(scratch, 'file');
  await writeFile(file, '');
  await expect(claimFolder(join(file, 'run'), { command: 'compare' })).rejects.toThrow(
    `${join(file, 'run')} cannot be written: a part of its path is a file`,
  );
  await expect(claimFolder('/proc/run', { command: 'compare' })).rejects.toThrow('/proc/run');
});
