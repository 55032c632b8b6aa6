import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { CHANNEL_NAMES } from '../image/cell-image.js';
import type { Sample } from '../sample.js';
import { mapInOrder } from './files/map-in-order.js';

/**
 * Says of the files of each sample what they hold, for `auditLeakage`: two samples have equal entries exactly where
 * their files are equal byte by byte, stain by stain.
 *
 * Only files of equal sizes can be equal, so only samples that share their sizes with another are read, and hashed
 * with SHA-256.
 *
 * @returns By sample id: the sizes of the files, and the hash where it takes one to tell.
 * @throws Error naming a file that cannot be read.
 */
export async function hashSamples(samples: readonly Sample[]): Promise<Map<string, string>> {
  const sized = await mapInOrder(samples, async (sample) => ({
    sample,
    size: (await mapInOrder(filesOf(sample), sizeOf)).join(' '),
  }));
  const holders = new Map<string, number>();
  for (const { size } of sized) {
    holders.set(size, (holders.get(size) ?? 0) + 1);
  }
  const hashes = await mapInOrder(
    sized,
    async ({ sample, size }) =>
      [sample.id, holders.get(size) === 1 ? size : `${size} ${await hashOf(sample)}`] as const,
  );
  return new Map(hashes);
}

function filesOf({ channels }: Sample): string[] {
  return CHANNEL_NAMES.map((name) => channels[name] ?? '');
}

async function sizeOf(file: string): Promise<number | '-'> {
  return file === '' ? '-' : (await stat(file)).size;
}

async function hashOf(sample: Sample): Promise<string> {
  const hash = createHash('sha256');
  for (const file of filesOf(sample)) {
    hash.update(file === '' ? '' : await readFile(file));
  }
  return hash.digest('hex');
}
