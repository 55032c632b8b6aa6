/** The tensors of a file of weights. The list costs no memory; reading a tensor costs the memory of that tensor. */
export interface StoredWeights {
  /** Name of the file, for messages. */
  readonly source: string;
  /** The tensors by name. */
  readonly tensors: ReadonlyMap<
    string,
    {
      readonly name: string;
      readonly shape: readonly number[];
      /** Type of the elements in the file. */
      readonly dtype:
        | 'bool'
        | 'int8'
        | 'uint8'
        | 'int16'
        | 'uint16'
        | 'float16'
        | 'bfloat16'
        | 'int32'
        | 'uint32'
        | 'float32'
        | 'int64'
        | 'uint64'
        | 'float64';
      /**
       * Reads the values, in row-major order, into memory that the caller owns; every call reads the file again. Half precision
       * becomes float32; a `bool` is 0 or 1.
       *
       * @throws Error if the values do not have the checksum that the file states, or the file has been closed
       */
      read():
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
    }
  >;
}

/** One tensor of a file of weights. */
export type StoredTensor =
  StoredWeights['tensors'] extends ReadonlyMap<string, infer Tensor> ? Tensor : never;

/** Type of the elements of a stored tensor. */
export type WeightDtype = StoredTensor['dtype'];

/** The values of a stored tensor. */
export type WeightValues = ReturnType<StoredTensor['read']>;

/**
 * Lists the tensors of a file by name.
 *
 * @param holds says in words what the file holds, for the error if that is no tensor
 * @throws Error if two tensors have the same name, or there is none
 */
export function storedWeights(
  source: string,
  tensors: Iterable<StoredTensor>,
  holds: () => string = () => 'nothing',
): StoredWeights {
  const byName = new Map<string, StoredTensor>();
  for (const tensor of tensors) {
    if (byName.has(tensor.name)) {
      throw new Error(`${source}: two tensors are named "${tensor.name}"`);
    }
    byName.set(tensor.name, tensor);
  }
  if (byName.size === 0) {
    throw new Error(`${source}: no weights: not one tensor of numbers can be read; it holds ${holds()}`);
  }
  return { source, tensors: byName };
}
