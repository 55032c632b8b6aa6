import { createHash } from 'node:crypto';

/** SHA-256 over the parts: bytes and arrays of numbers as they lie in memory, everything else as JSON. */
export function digest(parts: Iterable<unknown>): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(
      ArrayBuffer.isView(part) ? bytesOf(part) : (JSON.stringify(part, spellBigint) ?? 'undefined'),
    );
  }
  return hash.digest('hex');
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function spellBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
