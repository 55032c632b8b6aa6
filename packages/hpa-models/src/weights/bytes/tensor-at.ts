import { type ByteSource, requireRange } from './byte-source.js';
import { BYTES_PER_ELEMENT } from './bytes-per-element.js';
import { decodeValues } from './decode-values.js';
import type { StoredTensor, WeightDtype } from './stored-weights.js';

/** Location and type of a tensor. */
export interface TensorPlace {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: WeightDtype;
  /** First byte in the source. */
  readonly offset: number;
  /** Length that the file states, in bytes. */
  readonly length: number;
  /** Checks the bytes before they are decoded. */
  readonly verify?: (bytes: Uint8Array) => void;
}

/**
 * Presents little-endian numbers in a source as a tensor, without reading them.
 *
 * @throws Error if the shape is invalid, does not match the stated length, or the bytes are not inside the source; a false
 * shape costs no memory
 */
export function tensorAt(source: ByteSource, place: TensorPlace): StoredTensor {
  const { name, shape, dtype, offset, length, verify } = place;
  requireShape(source, { name, shape });
  const expected = shape.reduce((product, dimension) => product * dimension, BYTES_PER_ELEMENT[dtype]);
  if (expected !== length) {
    throw new Error(
      `${source.name}: "${name}" ${dtype} [${shape}] must be ${expected} bytes; the file says ${length}`,
    );
  }
  requireRange(source, { offset, length });
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

function requireShape(
  source: ByteSource,
  { name, shape }: { readonly name: string; readonly shape: unknown },
): void {
  if (Array.isArray(shape) && shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0)) {
    return;
  }
  throw new Error(
    `${source.name}: the shape of "${name}" must be a list of integers of at least 0; found [${shape}]`,
  );
}
