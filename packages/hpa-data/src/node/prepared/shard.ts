import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * Some pictures in one file, all of one size: their pixels one after the other, then the CRC-32 of each, four bytes,
 * least significant first. The name is a digest of everything that decides the contents, so that a shard of the right
 * name is known to hold the right pictures.
 */
export interface Shard {
  readonly file: string;
  /** Pictures in it. */
  readonly count: number;
}

const CHECKSUM_BYTES = 4;
const shardName = /^shard-[0-9a-f]{32}\.(bin|skipped\.json)$/;

/** Names a shard after what decides its contents. */
export function nameShard(contents: unknown): string {
  return `shard-${createHash('sha256').update(JSON.stringify(contents)).digest('hex').slice(0, 32)}.bin`;
}

/** Names the list of what a shard lacks, beside it. */
export function nameSkippedList(shard: string): string {
  return shard.replace(/\.bin$/, '.skipped.json');
}

/** Says whether a file of a prepared folder is a shard or the list of what one lacks, by its name. */
export function isShardName(name: string): boolean {
  return shardName.test(name);
}

/** Bytes of a shard. */
export function shardLength({
  count,
  pictureBytes,
}: {
  readonly count: number;
  readonly pictureBytes: number;
}): number {
  return count * (pictureBytes + CHECKSUM_BYTES);
}

/** The checksums that end a shard, as bytes. */
export function checksumBytes(checksums: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(checksums.length * CHECKSUM_BYTES);
  for (const [index, checksum] of checksums.entries()) {
    bytes.writeUInt32LE(checksum, index * CHECKSUM_BYTES);
  }
  return bytes;
}

/** Reads such bytes back. */
export function parseChecksums(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / CHECKSUM_BYTES }, (_, index) =>
    bytes.readUInt32LE(index * CHECKSUM_BYTES),
  );
}

/**
 * Reads a shard whole and checks it.
 *
 * @returns What is wrong with it, naming the shard; undefined where nothing is.
 */
export async function damageOf(
  path: string,
  { count, pictureBytes }: { readonly count: number; readonly pictureBytes: number },
): Promise<string | undefined> {
  const bytes = await readFile(path);
  const length = shardLength({ count, pictureBytes });
  if (bytes.length !== length) {
    return `${basename(path)} has ${bytes.length} bytes in place of ${length}`;
  }
  const checksums = parseChecksums(bytes.subarray(count * pictureBytes));
  const wrong = checksums.findIndex(
    (checksum, index) => crc32(bytes.subarray(index * pictureBytes, (index + 1) * pictureBytes)) !== checksum,
  );
  return wrong === -1 ? undefined : `${basename(path)} is damaged: the checksum of picture ${wrong} is wrong`;
}
