/**
 * The bytes of TensorBoard's event files: each record is an `Event` of TensorFlow's event.proto in the framing of TFRecord,
 *
 *     uint64 length; uint32 masked CRC-32C of the length; the bytes; uint32 masked CRC-32C of the bytes,
 *
 * little-endian, with masked(crc) = rotate right(crc, 15) + 0xa282ead8 (tensorflow/core/lib/io/record_writer.h and lib/hash/crc32c.h).
 */

/** A value of a series. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** A whole number of at least 0. */
  readonly step: number;
  /** The values of this step by the names of their series. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** The first record of every event file: its version. */
export function versionRecord(wallTime: number): Uint8Array {
  return frameRecord([...wallTimeField(wallTime), ...textField(3, 'brain.Event:2')]);
}

/** Says that a run starts at a step: what an earlier file has of this step and later ones is void. */
export function restartRecord({ wallTime, step }: Omit<ScalarEvent, 'scalars'>): Uint8Array {
  const sessionLog = varintField(1, 1); // SessionLog.status = START
  return frameRecord([...wallTimeField(wallTime), ...varintField(2, step), ...bytesField(7, sessionLog)]);
}

/** The values of one step. */
export function scalarRecord({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const summary = Object.entries(scalars).flatMap(([tag, value]) =>
    bytesField(1, [...textField(1, tag), 0x15, ...float32Bytes(value)]),
  );
  return frameRecord([...wallTimeField(wallTime), ...varintField(2, step), ...bytesField(5, summary)]);
}

function frameRecord(message: readonly number[]): Uint8Array {
  const record = new Uint8Array(message.length + 16);
  const view = new DataView(record.buffer);
  view.setUint32(0, message.length, true); // The upper half of the length stays 0.
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(message, 12);
  view.setUint32(12 + message.length, maskedCrc(record.subarray(12, 12 + message.length)), true);
  return record;
}

/** The table of CRC-32C (Castagnoli), reflected polynomial 0x82f63b78. */
const CRC_TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return crc;
});

/** CRC-32C of some bytes, as in RFC 3720, appendix B.4. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff]!;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

// The fields of protocol buffers: a key of number and wire type (0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes), and the value.

/** Field 1 of an event. */
function wallTimeField(seconds: number): number[] {
  return [0x09, ...new Uint8Array(Float64Array.of(seconds).buffer)];
}

function float32Bytes(value: number): Uint8Array {
  return new Uint8Array(Float32Array.of(value).buffer);
}

function varintField(field: number, value: number): number[] {
  return [field << 3, ...varint(value)];
}

function bytesField(field: number, bytes: readonly number[] | Uint8Array): number[] {
  return [(field << 3) | 2, ...varint(bytes.length), ...bytes];
}

function textField(field: number, text: string): number[] {
  return bytesField(field, new TextEncoder().encode(text));
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
