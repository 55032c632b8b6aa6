import type { WeightDtype } from './weight-dtypes.js';

/** The numbers of a tensor in row-major order; half precision is widened, `bool` is 0 or 1. */
export type WeightValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A tensor in a file. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** As stored. */
  readonly dtype: WeightDtype;
  /**
   * Reads the values into memory that is the caller's; every call reads anew.
   *
   * @throws Error if they do not have the checksum that the file states, or can no longer be read
   */
  read(): WeightValues;
}

/** What a file of weights holds: looking at it costs no memory, reading a tensor costs that tensor's. */
export interface StoredWeights {
  /** Name of the file, for messages. */
  readonly source: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * Makes the list of a file's tensors.
 *
 * @throws Error if two have one name
 */
export function storedWeights(source: string, tensors: Iterable<StoredTensor>): StoredWeights {
  const byName = new Map<string, StoredTensor>();
  for (const tensor of tensors) {
    if (byName.has(tensor.name)) {
      throw new Error(`${source}: two tensors are named "${tensor.name}"`);
    }
    byName.set(tensor.name, tensor);
  }
  return { source, tensors: byName };
}
