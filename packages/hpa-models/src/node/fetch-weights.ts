import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Checksum, PublishedFile, PublishedWeights } from '../weights/published-weights.js';
import { weightsCache } from './weights-cache.js';

/** How far a file is. */
export interface FetchProgress {
  readonly url: string;
  /** Bytes that are there, those of an earlier run included. */
  readonly received: number;
  /** Bytes in all; absent if the server does not say. */
  readonly total?: number;
}

/** Options of {@link fetchWeights}. */
export interface FetchWeightsOptions {
  /** Folder to keep files in; by default `HPA_CACHE`, else `hpa-localize` in the cache folder of the user. */
  readonly cacheFolder?: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fetches published weights, on first use, and returns the path to open them by.
 *
 * Each file is verified, every time. A download that was cut goes on where it stopped, at once while bytes keep coming and
 * else in the next call; one with a wrong checksum is deleted.
 *
 * @throws Error of one line that names the URL, the reason, and where to put the file instead, if it cannot be fetched
 * @throws Error naming both checksums if what came is not what was published
 */
export async function fetchWeights(
  weights: PublishedWeights,
  { cacheFolder = weightsCache(), ...options }: FetchWeightsOptions = {},
): Promise<string> {
  const folder = join(cacheFolder, `${weights.architecture}-${weights.name}`);
  const paths: string[] = [];
  for (const file of weights.files) {
    const path = join(folder, basename(new URL(file.url).pathname));
    if ((await checksumOf(path, file.checksum)) !== file.checksum.hex) {
      await mkdir(folder, { recursive: true });
      await fetchFile(file, { path, ...options });
    }
    paths.push(path);
  }
  return paths[0]!;
}

interface Target extends Omit<FetchWeightsOptions, 'cacheFolder'> {
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
      const received = await sizeOf(part);
      if (received > Math.max(before, 0)) {
        before = received;
        continue;
      }
      throw new Error(
        `cannot fetch ${url} (${reason(error)}): put the file at ${path}, or load a copy of yours by its path`,
      );
    }
  }
  const found = await checksumOf(part, checksum);
  if (found !== checksum.hex) {
    await rm(part, { force: true });
    throw new Error(
      `${url}: not what was published: ${checksum.algorithm} ${found}; expected ${checksum.hex}`,
    );
  }
  await rename(part, path);
}

/** Appends to what is there already, if the server can go on from there. */
async function download(url: string, { path, onProgress, signal }: Target): Promise<void> {
  const had = await sizeOf(path);
  const response = await fetch(url, {
    // A packed answer would not have the byte numbers of the file.
    headers: { 'accept-encoding': 'identity', ...(had > 0 && { range: `bytes=${had}-` }) },
    ...(signal && { signal }),
  });
  const goesOn =
    response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${had}-`);
  if (response.status === 416 && had > 0) {
    // Nothing lies behind what is there: it is whole, or of another file; the checksum tells.
    await response.body?.cancel();
    return;
  }
  if (!response.body || !(goesOn || response.status === 200)) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  let received = goesOn ? had : 0;
  const total = Number.isFinite(length) ? { total: received + length } : {};
  const file = await open(path, goesOn ? 'a' : 'w');
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

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Nothing if there is no such file. */
async function checksumOf(path: string, { algorithm }: Checksum): Promise<string | undefined> {
  if ((await sizeOf(path)) === 0) {
    return undefined;
  }
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** fetch() says "fetch failed" and keeps the reason in the cause. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
}
