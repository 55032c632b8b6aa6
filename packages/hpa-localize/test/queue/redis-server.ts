import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Why tests with a real Redis cannot run here; null if they can. */
export const NO_REDIS: string | null =
  spawnSync('redis-server', ['--version']).status === 0
    ? null
    : 'no redis-server here: apt-get install redis-server';

/** Starts a Redis that keeps nothing, on a free port of this machine, which wants a password. */
export async function startRedis(): Promise<{
  readonly url: string;
  readonly password: string;
  /** Forgets what it holds under keys of a pattern, such as `*`. */
  forget(pattern: string): Promise<void>;
  stop(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'hpa-redis-'));
  const port = await freePort();
  const password = 'open-sesame';
  const settings = ['--save', '', '--appendonly', 'no', '--dir', folder, '--requirepass', password];
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...settings]);
  let output = '';
  server.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  while (!output.includes('Ready to accept connections')) {
    if (server.exitCode !== null) {
      throw new Error(`redis-server ended: ${output}`);
    }
    await wait(50);
  }
  const url = `redis://:${password}@127.0.0.1:${port}`;
  return {
    url,
    password,
    async forget(pattern) {
      const client = new Redis(url);
      const keys = await client.keys(pattern);
      if (keys.length > 0) {
        await client.del(keys);
      }
      client.disconnect();
    },
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of the loopback device that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return (address as { readonly port: number }).port;
}
