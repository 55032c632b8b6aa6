import type { WeightDtype, WeightValues } from './stored-weights.js';

/** Decodes little-endian bytes, which must start at the first byte of their buffer. Reuses that buffer if it can. */
export function decodeValues(bytes: Uint8Array, dtype: WeightDtype): WeightValues {
  return DECODERS[dtype](bytes.buffer as ArrayBuffer, bytes.byteLength);
}

const DECODERS: Readonly<Record<WeightDtype, (buffer: ArrayBuffer, byteLength: number) => WeightValues>> = {
  bool: (buffer, n) => new Uint8Array(buffer, 0, n),
  int8: (buffer, n) => new Int8Array(buffer, 0, n),
  uint8: (buffer, n) => new Uint8Array(buffer, 0, n),
  int16: (buffer, n) => new Int16Array(buffer, 0, n / 2),
  uint16: (buffer, n) => new Uint16Array(buffer, 0, n / 2),
  float16: (buffer, n) => widen(new Uint16Array(buffer, 0, n / 2), float16Bits()),
  bfloat16: (buffer, n) => {
    const bits = Uint32Array.from(new Uint16Array(buffer, 0, n / 2), (half) => half << 16);
    return new Float32Array(bits.buffer);
  },
  int32: (buffer, n) => new Int32Array(buffer, 0, n / 4),
  uint32: (buffer, n) => new Uint32Array(buffer, 0, n / 4),
  float32: (buffer, n) => new Float32Array(buffer, 0, n / 4),
  int64: (buffer, n) => new BigInt64Array(buffer, 0, n / 8),
  uint64: (buffer, n) => new BigUint64Array(buffer, 0, n / 8),
  float64: (buffer, n) => new Float64Array(buffer, 0, n / 8),
};

function widen(halves: Uint16Array, table: Float32Array): Float32Array {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    values[i] = table[halves[i]!]!;
  }
  return values;
}

let float16Table: Float32Array | undefined;

/** Every IEEE 754 binary16 number, by its bits: 1 of sign, 5 of exponent (bias 15), 10 of fraction. */
function float16Bits(): Float32Array {
  if (float16Table) {
    return float16Table;
  }
  float16Table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const magnitude =
      exponent === 31
        ? fraction > 0
          ? Number.NaN
          : Number.POSITIVE_INFINITY
        : exponent === 0
          ? fraction * 2 ** -24
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    float16Table[bits] = sign * magnitude;
  }
  return float16Table;
}
