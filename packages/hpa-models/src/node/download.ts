import { open, stat } from 'node:fs/promises';
import { explainWriteError } from './explain-write-error.js';

/** Fewest bytes in a second, on average over the time limit. */
const MINIMUM_RATE = 1024;

/** Where a download goes, and how far. */
export interface Download {
  /** The file to append to. */
  readonly path: string;
  readonly limit: {
    readonly bytes: number;
    /** Whether it is the published size, rather than the most that is taken of an unknown one. */
    readonly isPublished: boolean;
  };
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?:
    | ((progress: { readonly url: string; readonly received: number; readonly total?: number }) => void)
    | undefined;
}

/** The error of a download that would not go better the next time: too long, too slow, or without room on the disk. */
export class DownloadRefused extends Error {
  override readonly name = 'DownloadRefused';
}

/**
 * Downloads a file, or what of it is not there yet if the server can resume.
 *
 * @throws Error if the server answers otherwise, or the connection ends
 */
export async function download(
  url: string,
  { path, limit, timeoutMs = 30_000, onProgress, signal }: Download,
): Promise<void> {
  const had = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const stall = watchForStalls(timeoutMs);
  const signals = [stall.signal, ...(signal ? [signal] : [])];
  try {
    const response = await fetch(url, {
      // The offsets of a compressed answer would not be those of the file.
      headers: { 'accept-encoding': 'identity', ...(had > 0 && { range: `bytes=${had}-` }) },
      signal: AbortSignal.any(signals),
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
    const requireRoom = (bytes: number) => {
      if (bytes > limit.bytes) {
        const what = limit.isPublished ? 'that were published' : 'that are taken of a file of unknown size';
        throw new DownloadRefused(`more than the ${limit.bytes} bytes ${what}; nothing beyond was written`);
      }
    };
    requireRoom(total.total ?? 0);
    const file = await written(path, () => open(path, resumes ? 'a' : 'w'));
    try {
      for await (const chunk of response.body) {
        stall.count(chunk.length);
        requireRoom(received + chunk.length);
        await written(path, () => file.writeFile(chunk));
        received += chunk.length;
        onProgress?.({ url, received, ...total });
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw stall.signal.aborted && !signal?.aborted ? stall.signal.reason : error;
  } finally {
    stall.end();
  }
}

/** Aborts its signal once fewer bytes than the least have come within the time limit. */
function watchForStalls(timeoutMs: number) {
  const controller = new AbortController();
  const expected = Math.ceil((MINIMUM_RATE * timeoutMs) / 1000);
  let came = 0;
  const timer = setInterval(() => {
    if (came < expected) {
      const what = came === 0 ? 'nothing came' : `only ${came} bytes came`;
      controller.abort(
        new DownloadRefused(`${what} within ${timeoutMs / 1000} s; at least ${MINIMUM_RATE} a second must`),
      );
    }
    came = 0;
  }, timeoutMs);
  return {
    signal: controller.signal,
    count(bytes: number) {
      came += bytes;
    },
    end: () => clearInterval(timer),
  };
}

/** Names the file in the error of a write: that of a full disk does not. */
async function written<Result>(path: string, write: () => Promise<Result>): Promise<Result> {
  return write().catch((error: Error) => {
    throw new DownloadRefused((explainWriteError(path, error) as Error).message);
  });
}
