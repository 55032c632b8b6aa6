import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openJobQueue } from '../../src/queue/job-queue.js';
import { QUEUE_NAME } from '../../src/queue/job-schema.js';
import { parseQueueAddress } from '../../src/queue/queue-address.js';
import { type Finished, runCommand } from '../run-command.js';
import { writeCells } from '../write-cells.js';
import { NO_REDIS, startRedis } from './redis-server.js';
import { type RunningWorker, startWorker } from './start-worker.js';

if (NO_REDIS !== null) {
  process.stderr.write(`workers of a queue are not tested: ${NO_REDIS}\n`);
}

describe.skipIf(NO_REDIS !== null)('workers of a queue', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let scratch: string;
  let cells: string;
  let data: readonly string[];
  const workers: RunningWorker[] = [];
  const engine = ['--backend', 'wasm', '--threads', '1'];

  beforeAll(async () => {
    redis = await startRedis();
    scratch = await mkdtemp(join(tmpdir(), 'hpa-queue-'));
    cells = join(scratch, 'cells');
    await writeCells(cells, { count: 48, size: 32 });
    data = ['--data', cells, '--size', '32', ...engine];
  }, 60_000);

  afterEach(async () => {
    for (const worker of workers.splice(0)) {
      worker.kill('SIGKILL');
      await worker.ended;
    }
  });

  afterAll(async () => {
    await redis?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  function start(...flags: readonly string[]): RunningWorker {
    const worker = startWorker(['--queue', redis.url, '--lost-after', '4', ...engine, ...flags]);
    workers.push(worker);
    return worker;
  }

  async function jobsLeft(): Promise<number> {
    const { hostname: host, port, password } = new URL(redis.url);
    const queue = new Queue(QUEUE_NAME, { connection: { host, port: Number(port), password } });
    const counts = await queue.getJobCounts();
    await queue.close();
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  it('do each trial once though one of three is killed, and find what one process finds', async () => {
    const trials = ['--trials', '6', '--strategy', 'random', '--pruner', 'none', '--epochs', '4'];
    const local = join(scratch, 'tune-local');
    expect(ended(await runCommand('tune', [...data, ...trials, '--out', local]))).toEqual([0, '']);
    const three = [start(), start(), start()];
    await Promise.all(three.map((worker) => worker.says('waiting for jobs')));
    const out = join(scratch, 'tune-queue');
    const sent = runCommand('tune', [
      ...data,
      ...trials,
      '--out',
      out,
      '--queue',
      redis.url,
      '--parallel',
      '3',
    ]);
    await three[1]!.says('epoch 2/4');
    three[1]!.kill('SIGKILL');
    const finished = await sent;
    expect(ended(finished)).toEqual([0, '']);
    expect(await readFile(join(out, 'trials.csv'), 'utf8')).toBe(
      await readFile(join(local, 'trials.csv'), 'utf8'),
    );
    // Each was done once: the one of the dead worker was taken up by another one, after the epochs that it had done.
    const done = three.flatMap((worker) => [...worker.output().matchAll(/^(trial \d+): done$/gm)]);
    expect(done.map(([, name]) => name).sort()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `trial ${n}`));
    const others = `${three[0]!.output()}${three[2]!.output()}`;
    // An epoch is told of before its checkpoint is written: the last one may be trained again.
    expect(others).toMatch(/^trial \d+: begun, after epoch [123] of another worker$/m);
    const epochs = [...finished.stdout.matchAll(/^(trial \d+ epoch \d)\/4: macro F1 [\d.]+ on \S+:\d+$/gm)];
    expect(new Set(epochs.map(([, name]) => name)).size).toBe(epochs.length);
    expect(epochs.length).toBeGreaterThan(6);
    expect(await jobsLeft()).toBe(0);
    // The address was printed and recorded without its password.
    const recorded = await readFile(join(out, 'tune.json'), 'utf8');
    for (const text of [finished.stdout, recorded, ...three.map((worker) => worker.output())]) {
      expect(text).not.toContain(redis.password);
    }
    expect(recorded).toContain('redis://:***@');
  }, 300_000);

  it('are counted in their own database alone', async () => {
    const urls = [redis.url, `${redis.url}/3`];
    const started = urls.flatMap((url, i) => Array.from({ length: i + 1 }, () => start('--queue', url)));
    await Promise.all(started.map((worker) => worker.says('waiting for jobs')));
    for (const [i, url] of urls.entries()) {
      const queue = await openJobQueue(parseQueueAddress(url));
      expect(await queue.countWorkers()).toBe(i + 1);
      await queue.close();
    }
  });

  it('do the trainings of a comparison, whose report is that of one process', async () => {
    // More trainings than the ten listeners of which Node warns.
    const repeats = [1, 2, 3, 4, 5, 6];
    const models = ['--models', 'gapnet-pl,scratch-cnn-3', '--repeats', '6', '--epochs', '1'];
    const local = join(scratch, 'compare-local');
    expect((await runCommand('compare', [...data, ...models, '--out', local])).code).toBe(0);
    const two = [start(), start()];
    const out = join(scratch, 'compare-queue');
    const finished = await runCommand('compare', [...data, ...models, '--out', out, '--queue', redis.url]);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    const keys = ['gapnet-pl', 'scratch-cnn-3'].flatMap((name) =>
      repeats.map((each) => `${name}/repeat-${each}`),
    );
    const done = two.flatMap((worker) => [...worker.output().matchAll(/^(\S+\/repeat-\d): done$/gm)]);
    expect(done.map(([, name]) => name).sort()).toEqual(keys);
    for (const key of keys) {
      for (const name of ['predictions.csv', 'model/weights.bin']) {
        const [own, other] = await Promise.all([local, out].map((run) => readFile(join(run, key, name))));
        expect(own!.equals(other!), `${key}/${name}`).toBe(true);
      }
    }
    const figures = async (folder: string) => {
      const { models: measured, comparisons } = JSON.parse(
        await readFile(join(folder, 'report.json'), 'utf8'),
      ) as { models: readonly { test: unknown }[]; comparisons: unknown };
      return { tests: measured.map(({ test }) => test), comparisons };
    };
    expect(await figures(out)).toEqual(await figures(local));
    expect(await jobsLeft()).toBe(0);
  }, 300_000);

  it('go on with a trial when its sender comes back, and give theirs back on Ctrl-C', async () => {
    // Long enough that trial 0 is not done before the interrupt arrives.
    const trials = ['--trials', '2', '--strategy', 'random', '--pruner', 'none', '--epochs', '24'];
    const first = start();
    const out = join(scratch, 'tune-parted');
    const queue = ['--queue', redis.url, '--parallel', '2'];
    const stopped = await runCommand('tune', [...data, ...trials, '--out', out, ...queue], {
      interruptAt: 'trial 0 epoch 2/24',
    });
    expect(ended(stopped)).toEqual([130, '']);
    expect(stopped.stdout).toMatch(
      /interrupted; to go on:\n.* tune --resume --out \S+tune-parted --queue '?redis:\/\/:\*\*\*@127.0.0.1:\d+'?\n$/,
    );
    // Trial 1 was taken back; the worker goes on with trial 0 until it is interrupted itself.
    expect(await jobsLeft()).toBe(1);
    first.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(await jobsLeft()).toBe(1);
    start();
    const again = await runCommand('tune', ['--resume', '--out', out, ...queue]);
    expect(ended(again)).toEqual([0, '']);
    const local = join(scratch, 'tune-parted-local');
    expect((await runCommand('tune', [...data, ...trials, '--out', local])).code).toBe(0);
    expect(await readFile(join(out, 'trials.csv'), 'utf8')).toBe(
      await readFile(join(local, 'trials.csv'), 'utf8'),
    );
  }, 300_000);

  it('refuse other data in one line and give the job to one that has the same, in a folder of its own', async () => {
    const trials = ['--trials', '1', '--strategy', 'random', '--pruner', 'none', '--epochs', '1'];
    const other = join(scratch, 'other-cells');
    await writeCells(other, { count: 40, size: 32 });
    const wrong = start('--data', other);
    const sent = runCommand('tune', [
      ...data,
      ...trials,
      '--out',
      join(scratch, 'tune-elsewhere'),
      '--queue',
      redis.url,
    ]);
    expect(await wrong.ended).toBe(1);
    expect(wrong.output()).toMatch(
      /^error: trial 0 cannot be done here, and is given back: \S+other-cells is not that of the sender: digest [0-9a-f]{12} here, [0-9a-f]{12} there$/m,
    );
    const elsewhere = join(scratch, 'copy-of-cells');
    await cp(cells, elsewhere, { recursive: true });
    const right = start('--data', elsewhere, '--out', join(scratch, 'own'));
    expect(ended(await sent)).toEqual([0, '']);
    expect(right.output()).toContain('trial 0: done');
  }, 300_000);
});

function ended({ code, stderr }: Finished): readonly [number | null, string] {
  return [code, stderr];
}
