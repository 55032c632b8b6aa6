import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { QUEUE_NAME } from '../../src/queue/job-schema.js';
import { runCommand } from '../run-command.js';
import { saveScaledModel } from '../save-scaled-model.js';
import { writeCells } from '../write-cells.js';
import { writeDrawnField } from '../write-fields.js';
import { writeTwelveBits } from '../write-twelve-bits.js';
import { NO_REDIS, startRedis } from './redis-server.js';
import { type RunningWorker, startWorker } from './start-worker.js';

if (NO_REDIS !== null) {
  process.stderr.write(`predict --queue is not tested: ${NO_REDIS}\n`);
}

/** Three shares. */
const COUNT = 600;

describe.skipIf(NO_REDIS !== null)('predict --queue', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let scratch: string;
  let cells: string;
  let ids: readonly string[];
  const workers: RunningWorker[] = [];
  const engine = ['--backend', 'wasm', '--threads', '1'];
  const at = (name: string): string => join(scratch, name);

  beforeAll(async () => {
    redis = await startRedis();
    scratch = await mkdtemp(join(tmpdir(), 'hpa-shares-'));
    cells = at('cells');
    ids = await writeCells(cells, { count: COUNT, size: 32 });
  }, 300_000);

  afterEach(async () => {
    for (const worker of workers.splice(0)) {
      worker.kill('SIGKILL');
      await worker.ended;
    }
    await redis.forget('*');
  });

  afterAll(async () => {
    await redis?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  async function start(...flags: readonly string[]): Promise<RunningWorker> {
    const worker = startWorker(['--queue', redis.url, '--lost-after', '4', ...engine, ...flags]);
    workers.push(worker);
    await worker.says('waiting for jobs');
    return worker;
  }

  /** Sends to the queue, whose password no output may show. */
  async function send(flags: readonly string[], options: Parameters<typeof runCommand>[2] = {}) {
    const finished = await runCommand('predict', [...flags, '--queue', redis.url], options);
    expect(finished.stdout + finished.stderr).not.toContain(redis.password);
    return finished;
  }

  function connection() {
    const { hostname: host, port, password } = new URL(redis.url);
    return { host, port: Number(port), password };
  }

  async function withQueue<Value>(use: (queue: Queue) => Promise<Value>): Promise<Value> {
    const queue = new Queue(QUEUE_NAME, { connection: connection() });
    try {
      return await use(queue);
    } finally {
      await queue.close();
    }
  }

  async function jobsLeft(): Promise<number> {
    const counts = await withQueue((queue) => queue.getJobCounts());
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  /** Which shares workers have done, in order. */
  const sharesDone = (all: readonly RunningWorker[]): readonly string[] =>
    all
      .flatMap((worker) => [...worker.output().matchAll(/^(share \d+): done$/gm)].map(([, share]) => share!))
      .sort();

  /** Expects the files of the queue to be those of one process, byte for byte. */
  async function expectSameTables(flags: readonly string[], { beside }: { beside?: string } = {}) {
    const local = await runCommand('predict', [...flags, ...engine, '--out', at('local.csv')]);
    expect(local).toMatchObject({ code: 0 });
    const sent = await send([...flags, '--out', at('sent.csv')]);
    expect(sent).toMatchObject({ code: 0, stderr: local.stderr });
    const suffixes = beside === undefined ? ['.csv'] : ['.csv', `-by-${beside}.csv`];
    for (const suffix of suffixes) {
      const [own, other] = await Promise.all(['local', 'sent'].map((name) => readFile(at(name + suffix))));
      expect(own!.length).toBeGreaterThan(100);
      expect(other!.equals(own!), suffix).toBe(true);
    }
    expect(await jobsLeft()).toBe(0);
    return { local, sent };
  }

  it('writes the table of one process though one of three workers is killed, and scores each share once', async () => {
    const three = [await start(), await start(), await start()];
    const killed = three[1]!.says('begun').then(() => three[1]!.kill('SIGKILL'));
    const { local, sent } = await expectSameTables(['--data', cells]);
    await killed;
    expect(sharesDone(three)).toEqual(['share 1', 'share 2', 'share 3']);
    expect(sent.stdout).toMatch(/^queue: 3 workers at redis:\/\/:\*\*\*@127.0.0.1:\d+$/m);
    expect(sent.stdout).toMatch(/^worker \S+:\d+: wasm, .*CPU.*$/m);
    // All else that it says is what one process says, but for the engine.
    const words = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => !/^(engine|queue|worker|wrote|\d+ of \d+ images,| {2}not)/.test(line));
    expect(words(sent.stdout)).toEqual(words(local.stdout));
  }, 300_000);

  it('writes the same for several models, orientations and groups, by the levels of the sender, of data that lie elsewhere', async () => {
    const wide = at('wide');
    await writeCells(at('narrow'), { count: 260, size: 32 });
    await writeTwelveBits(at('narrow'), { to: wide });
    await saveScaledModel(at('scaled'));
    await rename(wide, at('moved'));
    await start('--data', at('moved'));
    await cp(at('moved'), wide, { recursive: true });
    const models = ['--model', at('scaled'), '--model', at('scaled')];
    const { sent } = await expectSameTables(
      ['--data', wide, '--levels', 'percentile', '--tta', '--by', 'group'].concat(models),
      { beside: 'group' },
    );
    expect(sent.stdout).toMatch(/^levels: .*percentile/m);
  }, 300_000);

  it('writes the same for channels by other names, one of which is missing', async () => {
    await start();
    await writeCells(at('few'), { count: 20, size: 32 });
    await writeTwelveBits(at('few'), { to: at('few-wide') });
    const named = ['--data', at('few-wide'), '--channels', 'nucleus=blue,protein=green'];
    await expectSameTables(named.concat(['--allow-missing', 'microtubules,er', '--levels', 'percentile']));
  }, 300_000);

  it('writes the same for cells that were found in fields, and for a prepared folder', async () => {
    await start();
    await writeDrawnField(at('fields'), 'one');
    await writeDrawnField(at('fields'), 'two');
    await expectSameTables(['--data', at('fields'), '--segment', 'nuclei', '--by', 'field'], {
      beside: 'field',
    });
    const prepared = ['--data', at('fields'), '--segment', 'nuclei', '--size', '96', '--out', at('prepared')];
    expect(await runCommand('prepare', prepared)).toMatchObject({ code: 0 });
    await expectSameTables(['--data', at('prepared')]);
    const files = (await readdir(at('fields'))).filter((name) => name.startsWith('one'));
    await expectSameTables(files.map((name) => join(at('fields'), name)));
  }, 300_000);

  it('skips what one process skips, a whole share too, or names the file', async () => {
    await start();
    const damaged = at('damaged');
    await cp(cells, damaged, { recursive: true });
    const bad = [...ids.slice(0, 256), ids[300]!];
    for (const id of bad) {
      await writeFile(join(damaged, 'train', `${id}_green.png`), 'no image');
    }
    const { local, sent } = await expectSameTables(['--data', damaged, '--skip-bad']);
    const skipped = (text: string) => text.match(/^skipped .*$/gm);
    expect(skipped(sent.stdout)).toHaveLength(bad.length);
    expect(skipped(sent.stdout)).toEqual(skipped(local.stdout));
    const refused = await send(['--data', damaged, '--out', at('none.csv')]);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(/^error: .*\S+_green.png: [^\n]*\n$/);
    expect((await readdir(scratch)).includes('none.csv')).toBe(false);
  }, 300_000);

  it('names the file and the worker if they see other data, and goes on with one that sees the same', async () => {
    const other = at('other');
    await cp(cells, other, { recursive: true });
    await writeFile(join(other, 'train', `${ids[0]}_red.png`), 'shorter');
    const wrong = await start('--data', other);
    const alone = await send(['--data', cells, '--out', at('alone.csv')]);
    expect(alone.code).toBe(1);
    expect(alone.stderr).toMatch(
      /^error: no worker is left: \S+:\d+: \S+_red.png is not that of the sender: 7 bytes here, \d+ there\n$/,
    );
    expect(await wrong.ended).toBe(1);
    expect(wrong.output()).toMatch(
      /^error: share 1 cannot be done here, and is given back: \S+_red.png is not that of the sender: .*$/m,
    );
    await mkdir(at('empty'));
    const two = [await start('--data', at('empty')), await start()];
    const finished = await send(['--data', cells, '--out', at('both.csv')]);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(await two[0]!.ended).toBe(1);
    expect(finished.stdout).toMatch(
      /^worker \S+:\d+ gives share \d back, and ends: \S+empty\/train\/\S+.png is not there; the sender has it$/m,
    );
    expect(sharesDone(two)).toEqual(['share 1', 'share 2', 'share 3']);
  }, 300_000);

  it('takes back what no worker has begun on Ctrl-C, and finds what is done when it is sent again', async () => {
    const first = await start();
    const flags = ['--data', cells, '--out', at('again.csv')];
    const stopped = await send(flags, { interruptAt: 'wasm' });
    expect(stopped).toMatchObject({ code: 130, stderr: 'interrupted\n' });
    expect(stopped.stdout).toMatch(/finds the shares that are done or under way\n$/);
    await first.says('share 1: done');
    const counts = await withQueue((queue) => queue.getJobCounts());
    expect(counts).toMatchObject({ waiting: 0, active: 0 });
    expect(await send(flags)).toMatchObject({ code: 0 });
    expect(sharesDone([first])).toEqual(['share 1', 'share 2', 'share 3']);
    expect(await jobsLeft()).toBe(0);
  }, 300_000);

  it('says what a worker of an earlier version answers, and which one', async () => {
    const answer = 'not a job of this version of hpa-localize: kind: Invalid input';
    const take = async (): Promise<never> => {
      throw new Error(answer);
    };
    const old = new Worker(QUEUE_NAME, take, { connection: connection(), name: 'lab:1' });
    try {
      const refused = await send(['--data', cells, '--out', at('refused.csv')]);
      expect([refused.code, refused.stderr]).toEqual([
        1,
        `error: the queue gave share 1 up, last on lab:1: ${answer}\n`,
      ]);
    } finally {
      await old.close();
    }
  }, 300_000);

  it('leaves nothing that keeps workers from others when it is killed', async () => {
    const first = await start();
    const killed = send(['--data', cells, '--out', at('killed.csv')], {
      interruptAt: 'wasm',
      signal: 'SIGKILL',
    });
    await killed;
    await first.says('share 1: done');
    first.kill('SIGKILL');
    await first.ended;
    expect(await jobsLeft()).toBe(3);
    // As a minute after the last sign of the sender.
    await redis.forget('hpa-localize:sender:*');
    const second = await start('--data', at('nowhere'));
    await second.says('share 2: left, for its sender is gone');
    await second.says('share 3: left, for its sender is gone');
  }, 300_000);
});
