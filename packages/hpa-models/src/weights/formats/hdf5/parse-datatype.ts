import { ByteCursor } from '../../bytes/byte-cursor.js';
import type { WeightDtype } from '../../bytes/stored-weights.js';
import type { Located } from './object-messages.js';

/** An HDF5 datatype, as far as weights and their names need it. */
export type Hdf5Datatype =
  | { readonly kind: 'number'; readonly dtype: WeightDtype }
  /** `size` bytes, padded with zeros. */
  | { readonly kind: 'fixed-string'; readonly size: number }
  /** A length and a place in a global heap. */
  | { readonly kind: 'heap-string' }
  | { readonly kind: 'other' };

/**
 * Reads a datatype message (section IV.A.2.d of the specification).
 *
 * @param where start of error messages
 * @throws Error if the message is malformed, or describes numbers of an unsupported byte order or width
 */
export function parseDatatype({ bytes }: Pick<Located, 'bytes'>, where: string): Hdf5Datatype {
  const cursor = new ByteCursor(bytes, `${where}: datatype`);
  const dataClass = cursor.u8() & 15;
  const [bits, upperBits] = [cursor.u8(), cursor.u16()];
  const size = cursor.u32();
  const unsupported = (what: string) => new Error(`${where}: ${what} are not supported`);
  switch (dataClass) {
    case 0: {
      const dtype = INTEGERS[`${bits & 8 ? '' : 'u'}int${size * 8}`];
      if (bits & 1) {
        throw unsupported('big-endian numbers');
      }
      if (!dtype) {
        throw unsupported(`integers of ${size} bytes`);
      }
      return { kind: 'number', dtype };
    }
    case 1: {
      cursor.skip(5);
      const exponentBits = cursor.u8();
      const dtype = FLOATS[`${size * 8}-${exponentBits}`];
      // Bits 0 and 6 give the byte order.
      if (bits & 0x41 || upperBits >> 8) {
        throw unsupported('big-endian numbers');
      }
      if (!dtype) {
        throw unsupported(`floats of ${size} bytes with ${exponentBits} bits of exponent`);
      }
      return { kind: 'number', dtype };
    }
    case 3:
      return { kind: 'fixed-string', size };
    case 9:
      return { kind: (bits & 15) === 1 ? 'heap-string' : 'other' };
    default:
      return { kind: 'other' };
  }
}

const INTEGERS: Readonly<Record<string, WeightDtype>> = {
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  int64: 'int64',
  uint64: 'uint64',
};

/** Keys are the number of bits and that of the exponent. */
const FLOATS: Readonly<Record<string, WeightDtype>> = {
  '16-5': 'float16',
  '16-8': 'bfloat16',
  '32-8': 'float32',
  '64-11': 'float64',
};
