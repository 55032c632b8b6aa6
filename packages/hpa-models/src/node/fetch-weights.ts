import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { requireInteger } from '../require-number.js';
import type { PublishedWeights } from '../weights/published-weights.js';
import { type Download, DownloadRefused, download } from './download.js';
import { openRegularFile } from './open-regular-file.js';
import { abandonedPaths, temporaryPath } from './temporary-path.js';
import { writeWhole } from './write-whole.js';

/**
 * Downloads published weights on first use, and returns the path to open them by. Each file is verified at every call. An interrupted
 * download resumes where it stopped: at once while bytes keep coming, otherwise at the next call.
 *
 * Weights that are published as pickles or without checksums are not downloaded: the path is that of a file that you put into the
 * cache.
 *
 * At most as many bytes are taken as were published, or 2 GiB where the size is not known, and a transfer that stands still ends.
 * Several processes may fetch the same weights at once.
 *
 * @throws RangeError if `timeoutMs` is not an integer in [1, 2^31)
 * @throws Error if a file cannot be fetched; the message, of one line, says where to put it instead
 * @throws Error if more bytes come than were published, or fewer than 1,024 a second; what has come is kept for the next call
 * @throws Error naming the file if it cannot be written, such as on a full disk
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
    timeoutMs = 30_000,
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
    /**
     * Longest wait, in milliseconds, for the start of an answer, and for each 1,024 bytes a second of the rest on average: a transfer
     * that stands still or nearly so ends with an error; 30,000 by default.
     */
    readonly timeoutMs?: number;
  } = {},
): Promise<string> {
  const { architecture, name, files, conversion } = weights;
  requireInteger(timeoutMs, { name: 'timeoutMs', minimum: 1, maximum: MAXIMUM_TIMEOUT_MS });
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
      await fetchFile(file, { path, timeoutMs, ...options });
    }
    paths.push(path);
  }
  return paths[0]!;
}

/** Longest timer that there is, 24 days. */
const MAXIMUM_TIMEOUT_MS = 2 ** 31 - 1;

/** Folder of the cache, by the environment. */
export function weightsCache(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { HPA_CACHE, XDG_CACHE_HOME } = environment;
  return HPA_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'hpa-localize');
}

type PublishedFile = PublishedWeights['files'][number];

type FetchOptions = Omit<NonNullable<Parameters<typeof fetchWeights>[1]>, 'cacheFolder'>;

/** Largest file of an unknown size, in bytes: twice the largest that this library has a use for. */
const MAXIMUM_BYTES = 2 ** 31;

async function fetchFile(
  { url, checksum, bytes }: PublishedFile,
  { path, ...options }: FetchOptions & { readonly path: string },
): Promise<void> {
  const shared = `${path}.part`;
  const part = temporaryPath(shared);
  const limit = { bytes: bytes ?? MAXIMUM_BYTES, isPublished: bytes !== undefined };
  try {
    let isResumed = await adopt(part, { shared, limit: limit.bytes });
    for (;;) {
      await downloadAll(url, { part, path, limit, ...options });
      const found = await fileChecksum(part, checksum);
      if (found === checksum.hex) {
        break;
      }
      await rm(part, { force: true });
      if (!isResumed) {
        throw new Error(
          `${url}: checksum mismatch: the published ${checksum.algorithm} is ${checksum.hex}, the bytes give ${found}`,
        );
      }
      // What an earlier call had left may have been of another file.
      isResumed = false;
    }
    await writeWhole(path, (temporary) => rename(part, temporary));
  } finally {
    await leave(part, shared);
  }
}

/** Takes over what an earlier call has left, and removes what it cannot use. Each call has a file of its own, so that two never mix. */
async function adopt(
  part: string,
  { shared, limit }: { readonly shared: string; readonly limit: number },
): Promise<boolean> {
  let largest = { path: shared, size: await fileSize(shared) };
  for (const path of await abandonedPaths(shared)) {
    const size = await fileSize(path);
    const [kept, other] = size > largest.size ? [{ path, size }, largest] : [largest, { path, size }];
    largest = kept;
    await rm(other.path, { force: true });
  }
  if (largest.size > limit) {
    await rm(largest.path, { force: true });
    return false;
  }
  // Another process may have been quicker: then there is nothing to take over.
  return rename(largest.path, part).then(
    () => largest.size > 0,
    () => false,
  );
}

/** Leaves what has been received for a later call. */
async function leave(part: string, shared: string): Promise<void> {
  const [received, other] = [await fileSize(part), await fileSize(shared)];
  if (received > other) {
    await rename(part, shared).catch(() => {});
  }
  await rm(part, { force: true });
}

/** Most requests for one file: a connection that breaks after every few bytes has no end. */
const MAXIMUM_REQUESTS = 20;

/** Downloads a file, at once again while bytes keep coming. */
async function downloadAll(
  url: string,
  {
    part,
    path,
    ...options
  }: FetchOptions & Omit<Download, 'path'> & { readonly path: string; readonly part: string },
): Promise<void> {
  for (let before = -1, requests = 1; ; requests++) {
    try {
      await download(url, { path: part, ...options });
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof DownloadRefused) {
        throw new Error(`cannot fetch ${url}: ${error.message}`);
      }
      const received = await fileSize(part);
      if (received <= Math.max(before, 0) || requests === MAXIMUM_REQUESTS) {
        throw new Error(
          `cannot fetch ${url} (${reason(error)}): put the file at ${path}, or load a copy by its path`,
        );
      }
      before = received;
    }
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
  if (!existsSync(path)) {
    return undefined;
  }
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { fd: openRegularFile(path).descriptor })) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** The error of fetch() says "fetch failed"; its cause has the reason. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
}
