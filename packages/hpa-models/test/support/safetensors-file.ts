/** One tensor to write. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: 'F32' | 'I64';
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** Lays tensors out as the bytes of a safetensors file. */
export function safetensorsFile(entries: readonly SafetensorsEntry[]): Uint8Array {
  let end = 0;
  const header = new TextEncoder().encode(
    JSON.stringify(
      Object.fromEntries(
        entries.map(({ name, dtype, shape, values }) => {
          const start = end;
          end += values.byteLength;
          return [name, { dtype, shape, data_offsets: [start, end] }];
        }),
      ),
    ),
  );
  const bytes = new Uint8Array(8 + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let at = 8 + header.length;
  for (const { values } of entries) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}
