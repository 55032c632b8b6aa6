import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { PublishedWeights } from '../weights/published-weights.js';
import { writeWhole } from './write-whole.js';

/**
 * Downloads published weights on first use, and returns the path to open them by. Each file is verified at every call. An interrupted
 * download resumes where it stopped: at once while bytes keep coming, otherwise at the next call.
 *
 * Weights that are published as pickles or without checksums are not downloaded: the path is that of a file that you put into the
 * cache.
 *
 * @throws Error if a file cannot be fetched; the message, of one line, says where to put it instead
 * @throws Error if a file does not have the published checksum; it is deleted
 * @throws Error if a file that you have to provide is missing; the message has the Python that writes it, and its path
 * @example
 * import { mkdtemp } from 'node:fs/promises';
 * import { PUBLISHED_WEIGHTS } from '@hpa/models';
 * import { fetchWeights } from '@hpa/models/node';
 * const cacheFolder = await mkdtemp('/tmp/hpa-');
 * const { imagenet } = PUBLISHED_WEIGHTS['resnet-18'];
 * // Torchvision publishes pickles: the error says how to convert them.
 * const { message } = await fetchWeights(imagenet, { cacheFolder }).catch((error) => error);
 * message.startsWith('resnet-18 imagenet: no file to fetch; write one with Python'); // true
 */
export async function fetchWeights(
  weights: PublishedWeights,
  {
    cacheFolder = weightsCache(),
    ...options
  }: {
    /** Folder for the files; `HPA_CACHE` by default, else `hpa-localize` in `XDG_CACHE_HOME` or `~/.cache`. */
    readonly cacheFolder?: string;
    /** Called for each piece of a file that arrives. */
    readonly onProgress?: (progress: {
      readonly url: string;
      /** Bytes received, those of an earlier call included. */
      readonly received: number;
      /** Size of the file in bytes, if the server tells it. */
      readonly total?: number;
    }) => void;
    readonly signal?: AbortSignal;
  } = {},
): Promise<string> {
  const { architecture, name, files, conversion } = weights;
  const folder = join(cacheFolder, `${architecture}-${name}`);
  if (conversion) {
    const path = join(folder, conversion.file);
    if ((await fileSize(path)) === 0) {
      throw new Error(
        `${architecture} ${name}: no file to fetch; write one with Python and put it at ${path}: ${conversion.python}`,
      );
    }
    return path;
  }
  const paths: string[] = [];
  for (const file of files) {
    const path = join(folder, basename(new URL(file.url).pathname));
    if ((await fileChecksum(path, file.checksum)) !== file.checksum.hex) {
      await mkdir(folder, { recursive: true });
      await fetchFile(file, { path, ...options });
    }
    paths.push(path);
  }
  return paths[0]!;
}

/** Folder of the cache, by the environment. */
export function weightsCache(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { HPA_CACHE, XDG_CACHE_HOME } = environment;
  return HPA_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'hpa-localize');
}

type PublishedFile = PublishedWeights['files'][number];

type FetchOptions = NonNullable<Parameters<typeof fetchWeights>[1]>;

interface Target extends Omit<FetchOptions, 'cacheFolder'> {
  readonly path: string;
}

async function fetchFile({ url, checksum }: PublishedFile, { path, ...options }: Target): Promise<void> {
  const part = `${path}.part`;
  for (let before = -1; ; ) {
    try {
      await download(url, { path: part, ...options });
      break;
    } catch (error) {
      options.signal?.throwIfAborted();
      const received = await fileSize(part);
      if (received > Math.max(before, 0)) {
        before = received;
        continue;
      }
      throw new Error(
        `cannot fetch ${url} (${reason(error)}): put the file at ${path}, or load a copy by its path`,
      );
    }
  }
  const found = await fileChecksum(part, checksum);
  if (found !== checksum.hex) {
    await rm(part, { force: true });
    throw new Error(
      `${url}: checksum mismatch: the published ${checksum.algorithm} is ${checksum.hex}, the bytes give ${found}`,
    );
  }
  await writeWhole(path, (temporary) => rename(part, temporary));
}

/** Appends to the bytes that are there, if the server can resume. */
async function download(url: string, { path, onProgress, signal }: Target): Promise<void> {
  const had = await fileSize(path);
  const response = await fetch(url, {
    // The offsets of a compressed answer would not be those of the file.
    headers: { 'accept-encoding': 'identity', ...(had > 0 && { range: `bytes=${had}-` }) },
    ...(signal && { signal }),
  });
  const resumes =
    response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${had}-`);
  if (response.status === 416 && had > 0) {
    // There is nothing more: the file is complete, or another file. The checksum tells.
    await response.body?.cancel();
    return;
  }
  if (!response.body || !(resumes || response.status === 200)) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  let received = resumes ? had : 0;
  const total = Number.isFinite(length) ? { total: received + length } : {};
  const file = await open(path, resumes ? 'a' : 'w');
  try {
    for await (const chunk of response.body) {
      await file.writeFile(chunk);
      received += chunk.length;
      onProgress?.({ url, received, ...total });
    }
  } finally {
    await file.close();
  }
}

async function fileSize(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Hashes a file; undefined if there is none. */
async function fileChecksum(
  path: string,
  { algorithm }: PublishedFile['checksum'],
): Promise<string | undefined> {
  if ((await fileSize(path)) === 0) {
    return undefined;
  }
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** The error of fetch() says "fetch failed"; its cause has the reason. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
}
