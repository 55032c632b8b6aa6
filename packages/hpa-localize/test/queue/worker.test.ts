import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runProgram } from '../run-command.js';
import { freePort } from './redis-server.js';

it('refuses an address without a Redis in one line with host and port, before it writes anything', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'hpa-worker-'));
  try {
    const port = await freePort();
    const queue = ['--queue', `redis://:secret@127.0.0.1:${port}`];
    const out = ['--out', join(scratch, 'run')];
    const commands = [
      ['worker'],
      ['tune', ...out],
      ['compare', ...out],
      ['predict', '--data', scratch, ...out],
    ];
    for (const args of commands) {
      expect(await runProgram([...args, ...queue])).toEqual({
        code: 1,
        stdout: '',
        stderr: `error: --queue redis://:***@127.0.0.1:${port}: no Redis answers at 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}\n`,
      });
    }
    expect(await readdir(scratch)).toEqual([]);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}, 120_000);

it('refuses flags that cannot be with exit code 2', async () => {
  expect(await runProgram(['worker'])).toEqual({
    code: 2,
    stdout: '',
    stderr: "error: required option '--queue <url>' not specified\n",
  });
  const { code, stderr } = await runProgram(['worker', '--queue', 'redis://:secret@lab/x']);
  expect([code, stderr.includes('secret')]).toEqual([2, false]);
  const engine = ['--queue', 'redis://lab', '--data', 'cells', '--backend', 'wasm'];
  expect(await runProgram(['predict', ...engine])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: --backend is for the workers of --queue to say: start them with it\n',
  });
}, 60_000);

it('says what to install if BullMQ is not there', () => {
  const resolve =
    'export async function resolve(name, context, next) { if (name === "bullmq") { throw Object.assign(new Error("none"), { code: "ERR_MODULE_NOT_FOUND" }); } return next(name, context); }';
  const hooks = `data:text/javascript,${encodeURIComponent(resolve)}`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(hooks)});`;
  const program = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(register)}`,
      program,
      'worker',
      '--queue',
      'redis://lab',
    ],
    { encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([
    1,
    'error: --queue needs BullMQ, which is not installed: npm install bullmq@6 ioredis@5\n',
  ]);
}, 60_000);
