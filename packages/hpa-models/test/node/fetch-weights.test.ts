import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PUBLISHED_WEIGHTS, type PublishedWeights } from '../../src/index.js';
import { download } from '../../src/node/download.js';
import { weightsCache } from '../../src/node/fetch-weights.js';
import { fetchWeights } from '../../src/node/index.js';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7));
const sha256 = createHash('sha256').update(content).digest('hex');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let cacheFolder: string;
let address: string;
let requests: IncomingMessage[];
let answer: Answer;

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'hpa-cache-'));
  requests = [];
  answer = whole;
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await rm(cacheFolder, { recursive: true });
});

const whole: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': content.length });
  response.end(content);
};

/** The answer of a server that supports ranges; it sends nothing after the byte `until`. */
const range =
  (until = content.length): Answer =>
  ({ headers }, response) => {
    const start = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    if (start >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    const part = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
    response.writeHead(headers.range ? 206 : 200, {
      'content-length': content.length - start,
      ...(headers.range && part),
    });
    response.write(content.subarray(start, until));
    if (until === content.length) {
      response.end();
    }
  };

const published = (hex = sha256): PublishedWeights => ({
  ...PUBLISHED_WEIGHTS['inception-v3'].imagenet,
  name: 'test',
  files: [{ url: `${address}/some/file.h5?version=1`, checksum: { algorithm: 'sha256', hex } }],
});
const folder = () => join(cacheFolder, 'inception-v3-test');

describe('fetchWeights', () => {
  it('fetches on first use only, and reports progress', async () => {
    const progress: { readonly received: number; readonly total?: number }[] = [];
    const path = await fetchWeights(published(), {
      cacheFolder,
      onProgress: (state) => progress.push(state),
    });
    expect(path).toBe(join(folder(), 'file.h5'));
    expect(content.equals(await readFile(path))).toBe(true);
    expect(progress.at(-1)).toEqual({
      url: `${address}/some/file.h5?version=1`,
      received: content.length,
      total: content.length,
    });
    expect(await fetchWeights(published(), { cacheFolder })).toBe(path);
    expect(requests.length).toBe(1);
    expect(await readdir(folder())).toEqual(['file.h5']);
  });

  it('resumes when the connection is lost', async () => {
    const cuts = [100_000, 200_000];
    let line: ServerResponse;
    answer = (request, response) => {
      line = response;
      range(cuts[requests.length - 1])(request, response);
    };
    const received: number[] = [];
    const path = await fetchWeights(published(), {
      cacheFolder,
      onProgress: (state) => {
        received.push(state.received);
        // Not earlier: bytes that have arrived but have not been read would be lost with the connection.
        if (state.received === cuts[requests.length - 1]) {
          line.destroy();
        }
      },
    });
    expect(content.equals(await readFile(path))).toBe(true);
    expect(requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      'bytes=100000-',
      'bytes=200000-',
    ]);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    expect(received.at(-1)).toBe(content.length);
  });

  it('resumes what an earlier run left, and starts over if the server cannot', async () => {
    await mkdir(folder());
    const part = join(folder(), 'file.h5.part');
    await writeFile(part, content.subarray(0, 1234));
    answer = range();
    await fetchWeights(published(), { cacheFolder });
    expect(requests[0]!.headers.range).toBe('bytes=1234-');

    await rm(join(folder(), 'file.h5'));
    await writeFile(part, content.subarray(0, 1234));
    answer = whole;
    expect(content.equals(await readFile(await fetchWeights(published(), { cacheFolder })))).toBe(true);

    // The earlier run had received everything, and ended before it verified it.
    await rm(join(folder(), 'file.h5'));
    await writeFile(part, content);
    answer = range();
    expect(content.equals(await readFile(await fetchWeights(published(), { cacheFolder })))).toBe(true);
  });

  it('deletes a file with another checksum', async () => {
    const wrong = published('0'.repeat(64));
    await expect(fetchWeights(wrong, { cacheFolder })).rejects.toThrow(
      `${address}/some/file.h5?version=1: checksum mismatch: the published sha256 is ${'0'.repeat(64)}, the bytes give ${sha256}`,
    );
    expect(await readdir(folder())).toEqual([]);
  });

  it('fetches a file again that is damaged in the cache', async () => {
    const path = await fetchWeights(published(), { cacheFolder });
    await writeFile(path, content.subarray(1));
    await fetchWeights(published(), { cacheFolder });
    expect(content.equals(await readFile(path))).toBe(true);
    expect(requests.length).toBe(2);
  });

  it('refuses a folder of the name of the file, and leaves it alone', async () => {
    await mkdir(join(folder(), 'file.h5', 'mine'), { recursive: true });
    await expect(fetchWeights(published(), { cacheFolder })).rejects.toThrow(
      `${join(folder(), 'file.h5')}: regular file expected, found a folder`,
    );
    expect(await readdir(join(folder(), 'file.h5'))).toEqual(['mine']);
  });

  it('says offline, in one line, where to put the file', async () => {
    const offline: PublishedWeights = {
      ...published(),
      files: [{ url: 'http://127.0.0.1:1/file.h5', checksum: { algorithm: 'md5', hex: '00' } }],
    };
    const error = await fetchWeights(offline, { cacheFolder }).catch((caught: Error) => caught);
    const { message } = error as Error;
    expect(message).toMatch(/^cannot fetch http:\/\/127.0.0.1:1\/file.h5 \(.+\): put the file at /);
    expect(message).toContain(`${join(folder(), 'file.h5')}, or load a copy by its path`);
    expect(message).not.toContain('\n');
    answer = (_, response) => response.writeHead(404).end('<html>');
    await expect(fetchWeights(published(), { cacheFolder })).rejects.toThrow('(HTTP 404)');
    // A file that is put there by hand needs no network.
    await writeFile(join(folder(), 'file.h5'), content);
    answer = () => expect.fail('asked for a file that is there');
    await fetchWeights(published(), { cacheFolder });
  });

  it('stops when it is aborted, and keeps what it has received', async () => {
    const stop = new AbortController();
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000));
    };
    const onProgress = () => stop.abort(new Error('stopped'));
    await expect(fetchWeights(published(), { cacheFolder, signal: stop.signal, onProgress })).rejects.toThrow(
      'stopped',
    );
    expect((await readFile(join(folder(), 'file.h5.part'))).length).toBe(1000);
  });

  it.each<[string, Answer, string]>([
    ['never answers', () => {}, 'nothing came within 0.3 s; at least 1024 a second must'],
    [
      'sends a byte now and then',
      (_, response) => {
        response.writeHead(200, { 'content-length': content.length });
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
      'bytes came within 0.3 s; at least 1024 a second must',
    ],
  ])('ends with an error if the server %s', async (_, slow, message) => {
    answer = slow;
    const stalled = fetchWeights(published(), { cacheFolder, timeoutMs: 300 });
    await expect(stalled).rejects.toThrow(message);
    await expect(stalled).rejects.toThrow(`cannot fetch ${address}/some/file.h5`);
    expect(requests.length).toBe(1);
  });

  it('refuses a time limit that is none', async () => {
    await expect(fetchWeights(published(), { cacheFolder, timeoutMs: 0 })).rejects.toThrow(
      'timeoutMs must be an integer in [1, 2147483647]; received 0',
    );
  });

  it.each<[string, Answer]>([
    [
      'says that it is larger',
      (_, response) => response.writeHead(200, { 'content-length': 1e12 }).write('x'),
    ],
    [
      'sends without end',
      (_, response) => {
        const piece = Buffer.alloc(2 ** 16);
        const send = () => {
          while (!response.destroyed && response.write(piece)) {}
        };
        response.on('drain', send);
        send();
      },
    ],
    [
      'sends few bytes that inflate to many',
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(Buffer.alloc(5e7)));
      },
    ],
  ])('takes no more than was published of a file whose server %s', async (_, endless) => {
    answer = endless;
    const { files, ...rest } = published();
    const known = { ...rest, files: files.map((file) => ({ ...file, bytes: content.length })) };
    await expect(fetchWeights(known, { cacheFolder })).rejects.toThrow(
      `cannot fetch ${address}/some/file.h5?version=1: more than the 300000 bytes that were published`,
    );
    for (const name of await readdir(folder())) {
      expect((await stat(join(folder(), name))).size).toBeLessThanOrEqual(content.length);
    }
  });

  it('does not ask for ever if the connection breaks after every few bytes', async () => {
    // A client that meets the break before it took the bytes made no headway, and rightly gives up sooner.
    const kept = async (bytes: number): Promise<void> => {
      const sizes = async () =>
        Promise.all((await readdir(folder())).map(async (name) => (await stat(join(folder(), name))).size));
      while (!(await sizes()).includes(bytes)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    answer = (request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const headers = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
      response.writeHead(start > 0 ? 206 : 200, { ...(start > 0 && headers), 'content-length': 1000 });
      response.write(content.subarray(start, start + 10));
      void kept(start + 10).then(() => response.destroy());
    };
    await expect(fetchWeights(published(), { cacheFolder })).rejects.toThrow('put the file at');
    expect(requests.length).toBe(20);
  });

  it('starts over at once if what an earlier call left is of another file', async () => {
    await mkdir(folder());
    await writeFile(join(folder(), 'file.h5.part'), 'something else');
    answer = range();
    expect(content.equals(await readFile(await fetchWeights(published(), { cacheFolder })))).toBe(true);
    expect(requests.map(({ headers }) => headers.range)).toEqual(['bytes=14-', undefined]);
    expect(await readdir(folder())).toEqual(['file.h5']);
  });

  it('goes on from what a killed process left, and removes the rest', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await mkdir(folder());
    for (const [i, size] of [100, 2000, 30].entries()) {
      const name = `file.h5.part.${pid}-00000000-0000-4000-8000-00000000000${i}`;
      await writeFile(join(folder(), name), content.subarray(0, size));
    }
    answer = range();
    await fetchWeights(published(), { cacheFolder });
    expect(requests.map(({ headers }) => headers.range)).toEqual(['bytes=2000-']);
    expect(await readdir(folder())).toEqual(['file.h5']);
  });

  it('gives the file to all that fetch it at once', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      let at = 0;
      const timer = setInterval(() => {
        response.write(content.subarray(at, at + 50_000));
        at += 50_000;
        if (at === content.length) {
          clearInterval(timer);
          response.end();
        }
      }, 10);
    };
    const paths = await Promise.all(
      Array.from({ length: 6 }, () => fetchWeights(published(), { cacheFolder })),
    );
    for (const path of paths) {
      expect(content.equals(await readFile(path))).toBe(true);
    }
    expect(await readdir(folder())).toEqual(['file.h5']);
  });

  it.skipIf(!existsSync('/dev/full'))('names the file that the disk has no room for', async () => {
    await mkdir(folder());
    const full = join(folder(), 'full');
    await symlink('/dev/full', full);
    const limit = { bytes: content.length, isPublished: true };
    await expect(download(`${address}/file.h5`, { path: full, limit })).rejects.toThrow(
      `${full} cannot be written: the disk is full; make room and run the same again (ENOSPC)`,
    );
  });

  it('keeps files in the folder that the environment names', () => {
    expect(weightsCache({ HPA_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(weightsCache({ XDG_CACHE_HOME: '/b' })).toBe(join('/b', 'hpa-localize'));
    expect(weightsCache({})).toMatch(/[/\\]\.cache[/\\]hpa-localize$/);
  });
});

describe('weights that are published as pickles or without checksums', () => {
  it('are not fetched, but taken from the cache; the error has the Python that writes the file', async () => {
    const { imagenet } = PUBLISHED_WEIGHTS['resnet-50'];
    const path = join(cacheFolder, 'resnet-50-imagenet', 'resnet50.safetensors');
    await expect(fetchWeights(imagenet, { cacheFolder })).rejects.toThrow(
      `resnet-50 imagenet: no file to fetch; write one with Python and put it at ${path}: import safetensors.torch`,
    );
    await mkdir(join(cacheFolder, 'resnet-50-imagenet'));
    await writeFile(path, 'weights');
    expect(await fetchWeights(imagenet, { cacheFolder })).toBe(path);
    expect(requests).toEqual([]);
  });
});

describe('the published weights', () => {
  it.each(Object.values(PUBLISHED_WEIGHTS).flatMap((named) => Object.values<PublishedWeights>(named)))(
    'of $architecture have a URL and a checksum of the right length, or a conversion',
    ({ files, conversion }) => {
      expect(files.length > 0).toBe(conversion === undefined);
      for (const { url, checksum, bytes } of files) {
        expect(bytes).toBeGreaterThan(0);
        expect(new URL(url).protocol).toBe('https:');
        expect(checksum.hex).toMatch(checksum.algorithm === 'md5' ? /^[\da-f]{32}$/ : /^[\da-f]{64}$/);
      }
    },
  );
});
