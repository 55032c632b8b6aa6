import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { threadTeam } from '../../../src/node/decoding/thread-team.js';

// Doubles numbers. Some jobs end the thread: always, or unless a file says that it was ended before.
const folder = mkdtempSync(join(tmpdir(), 'hpa-team-'));
const script = join(folder, 'worker.mjs');
writeFileSync(
  script,
  `import { existsSync, writeFileSync } from 'node:fs';
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ ticket, job }) => {
    if (job === 'exit' || (job.once && !existsSync(job.once))) {
      if (job.once) writeFileSync(job.once, '');
      process.exit(7);
    }
    if (job === 'throw') setTimeout(() => { throw new Error('out of luck'); });
    else if (job === 'refuse') parentPort.postMessage({ ticket, error: new Error('no number') });
    else parentPort.postMessage({ ticket, result: job.once ? 'done' : 2 * job });
  });`,
);
afterAll(() => rmSync(folder, { recursive: true }));

type Job = number | string | { readonly once: string };
const open = (threads: number) =>
  threadTeam<Job, number | string>(pathToFileURL(script), {
    threads,
    task: 'doubling',
    describe: (job) => `job ${JSON.stringify(job)}`,
  });

const outcomes = async (jobs: readonly Promise<number | string>[]) =>
  (await Promise.allSettled(jobs)).map((result) =>
    result.status === 'fulfilled' ? result.value : (result.reason as Error).message,
  );

describe('a team of threads', () => {
  it('does the jobs of a thread that has ended once more, and goes on', async () => {
    const team = open(2);
    const jobs = [1, 2, { once: join(folder, 'ended') }, 3, 4, 5].map((job) => team.ask(job));
    expect(await outcomes(jobs)).toEqual([2, 4, 'done', 6, 8, 10]);
    expect(await outcomes([6, 7, 8, 9].map((job) => team.ask(job)))).toEqual([12, 14, 16, 18]);
    await team.close();
  });

  it.each([
    ['exit', 'it exited with code 7'],
    ['throw', 'out of luck'],
  ])('names a job that ends two threads (%s), and loses no other', async (ending, reason) => {
    const team = open(1);
    const jobs = [1, ending, 2, 'refuse', 3].map((job) => team.ask(job));
    expect(await outcomes(jobs)).toEqual([
      2,
      `job "${ending}": a doubling thread ended: ${reason}, the second time`,
      4,
      'no number',
      6,
    ]);
    expect(await team.ask(4)).toBe(8);
    await team.close();
  });

  it('rejects what is pending when it is closed, and what comes later', async () => {
    const team = open(1);
    const pending = team.ask(1);
    const closing = team.close();
    expect(await outcomes([pending, team.ask(2)])).toEqual(
      new Array(2).fill('a doubling thread ended: it was closed'),
    );
    await closing;
  });
});
