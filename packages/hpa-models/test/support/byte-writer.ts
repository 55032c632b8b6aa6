/** Concatenates little-endian numbers, text and bytes, to make files that no library would write. */
export function bytesFrom(
  ...parts: readonly (readonly [bytes: number, value: number] | string | Uint8Array)[]
): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'string') {
        return [...new TextEncoder().encode(part)];
      }
      if (part instanceof Uint8Array) {
        return [...part];
      }
      const [bytes, value] = part;
      return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
    }),
  );
}
