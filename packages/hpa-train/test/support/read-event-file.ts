/** A value that an event file holds. */
export interface ReadScalar {
  readonly step: number;
  readonly tag: string;
  readonly value: number;
}

interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/**
 * Reads an event file of TensorBoard, framing and protocol buffers, without a line of what writes them: checksums are computed bit by bit
 * from the polynomial 0x1edc6f41, and fields decoded by their wire types.
 */
export function readEventFile(bytes: Uint8Array): {
  readonly version: string | undefined;
  readonly scalars: ReadScalar[];
  readonly restarts: number[];
} {
  let version: string | undefined;
  const scalars: ReadScalar[] = [];
  const restarts: number[] = [];
  for (const record of records(bytes)) {
    const fields = decode(record);
    const of = (number: number) => fields.find((field) => field.number === number)?.value;
    const step = (of(2) as number | undefined) ?? 0;
    version ??= of(3) instanceof Uint8Array ? text(of(3)) : undefined;
    const summary = of(5);
    if (summary instanceof Uint8Array) {
      for (const { value } of decode(summary)) {
        const entry = decode(value as Uint8Array);
        const [tag, simple] = [1, 2].map((number) => entry.find((field) => field.number === number)!.value);
        const data = simple as Uint8Array;
        scalars.push({
          step,
          tag: text(tag),
          value: new DataView(data.buffer, data.byteOffset).getFloat32(0, true),
        });
      }
    }
    const log = of(7);
    if (log instanceof Uint8Array && decode(log).some(({ number, value }) => number === 1 && value === 1)) {
      restarts.push(step);
    }
  }
  return { version, scalars, restarts };
}

const text = (value: unknown): string => new TextDecoder().decode(value as Uint8Array);

function* records(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const length = Number(view.getBigUint64(at, true));
    requireChecksum(bytes.subarray(at, at + 8), view.getUint32(at + 8, true));
    const record = bytes.subarray(at + 12, at + 12 + length);
    requireChecksum(record, view.getUint32(at + 12 + length, true));
    yield record;
    at += 16 + length;
  }
}

function requireChecksum(bytes: Uint8Array, masked: number): void {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const mix = ((crc >> 31n) & 1n) ^ BigInt((byte >> bit) & 1);
      crc = ((crc << 1n) & 0xffffffffn) ^ (mix === 1n ? 0x1edc6f41n : 0n);
    }
  }
  let reflected = 0n;
  for (let bit = 0n; bit < 32n; bit++) {
    reflected = (reflected << 1n) | ((~crc >> bit) & 1n);
  }
  const rotated = ((reflected >> 15n) | (reflected << 17n)) & 0xffffffffn;
  if (Number((rotated + 0xa282ead8n) & 0xffffffffn) !== masked) {
    throw new Error('a record must have the checksum that it states');
  }
}

function decode(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) {
        return value;
      }
    }
  };
  const take = (length: number): Uint8Array => {
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const [number, type] = [key >> 3, key & 7];
    const value = type === 0 ? varint() : take(type === 1 ? 8 : type === 5 ? 4 : varint());
    fields.push({ number, value });
  }
  return fields;
}
