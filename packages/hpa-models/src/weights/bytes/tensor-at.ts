import { type ByteSource, checkRange } from './byte-source.js';
import { decodeValues } from './decode-values.js';
import type { StoredTensor } from './stored-weights.js';
import { BYTES_PER_ELEMENT, type WeightDtype } from './weight-dtypes.js';

/** Where and what a tensor is. */
export interface TensorPlace {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: WeightDtype;
  /** First byte in the file. */
  readonly offset: number;
  /** What the file says its length is, bytes. */
  readonly length: number;
  /** Looks at the bytes before they become numbers. */
  readonly verify?: (bytes: Uint8Array) => void;
}

/**
 * Offers a tensor that lies in a source as plain little-endian numbers.
 *
 * @throws Error if the shape is none, does not have the stated length, or the bytes are not in the file: a shape that lies
 * costs no memory
 */
export function tensorAt(source: ByteSource, place: TensorPlace): StoredTensor {
  const { name, shape, dtype, offset, length, verify } = place;
  checkShape(source, { name, shape });
  const expected = shape.reduce((product, dimension) => product * dimension, BYTES_PER_ELEMENT[dtype]);
  if (expected !== length) {
    throw new Error(
      `${source.name}: "${name}" ${dtype} [${shape}] must be ${expected} bytes; the file says ${length}`,
    );
  }
  checkRange(source, { offset, length });
  return {
    name,
    shape,
    dtype,
    read() {
      const bytes = source.read(offset, length);
      verify?.(bytes);
      return decodeValues(bytes, dtype);
    },
  };
}

/** Refuses what is not a list of dimensions. */
function checkShape(
  source: ByteSource,
  { name, shape }: { readonly name: string; readonly shape: unknown },
): void {
  if (Array.isArray(shape) && shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0)) {
    return;
  }
  throw new Error(
    `${source.name}: the shape of "${name}" must be a list of integers from 0; found [${shape}]`,
  );
}
