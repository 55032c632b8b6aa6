import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { readRegularFile } from '../files/read-regular-file.js';

/**
 * Images of one size in one file: their pixels one after the other, then the CRC-32 of each, four bytes, least
 * significant first. The name is a digest of everything that decides the contents, so a shard of the right name holds
 * the right images.
 */
export interface Shard {
  readonly file: string;
  /** Number of images in it. */
  readonly count: number;
}

const CHECKSUM_BYTES = 4;
const SHARD_NAME = /^shard-[0-9a-f]{32}\.(bin|skipped\.json)$/;

/** Names a shard after what decides its contents. */
export function nameShard(contents: unknown): string {
  return `shard-${createHash('sha256').update(JSON.stringify(contents)).digest('hex').slice(0, 32)}.bin`;
}

/** Names the list, beside a shard, of the images that it lacks. */
export function nameSkippedList(shard: string): string {
  return shard.replace(/\.bin$/, '.skipped.json');
}

/** Tells by its name whether a file is a shard or the list of the images that one lacks. */
export function isShardName(name: string): boolean {
  return SHARD_NAME.test(name);
}

/** Gives the length of a shard in bytes. */
export function shardLength({
  count,
  imageBytes,
}: {
  readonly count: number;
  readonly imageBytes: number;
}): number {
  return count * (imageBytes + CHECKSUM_BYTES);
}

/** Encodes the checksums at the end of a shard. */
export function checksumBytes(checksums: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(checksums.length * CHECKSUM_BYTES);
  for (const [index, checksum] of checksums.entries()) {
    bytes.writeUInt32LE(checksum, index * CHECKSUM_BYTES);
  }
  return bytes;
}

/** Decodes the checksums at the end of a shard. */
export function parseChecksums(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / CHECKSUM_BYTES }, (_, index) =>
    bytes.readUInt32LE(index * CHECKSUM_BYTES),
  );
}

/**
 * Reads a whole shard and checks it.
 *
 * @returns What is wrong with it, naming the shard; undefined if it is sound.
 */
export async function damageOf(
  path: string,
  { count, imageBytes }: { readonly count: number; readonly imageBytes: number },
): Promise<string | undefined> {
  const bytes = await readRegularFile(path);
  const length = shardLength({ count, imageBytes });
  if (bytes.length !== length) {
    return `${basename(path)} has ${bytes.length} bytes; expected ${length}`;
  }
  const checksums = parseChecksums(bytes.subarray(count * imageBytes));
  const wrong = checksums.findIndex(
    (checksum, index) => crc32(bytes.subarray(index * imageBytes, (index + 1) * imageBytes)) !== checksum,
  );
  return wrong === -1 ? undefined : `${basename(path)} is damaged: checksum mismatch in image ${wrong}`;
}
