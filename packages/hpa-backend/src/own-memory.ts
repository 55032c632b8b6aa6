import { engine, type TensorInfo, Variable } from '@tensorflow/tfjs-core';

/** Options of {@link ownMemory}. */
export interface OwnMemoryOptions {
  /** How many tensors read the memory. */
  readonly readers: number;
  /** Makes a copy of it. */
  readonly copy: () => TensorInfo;
}

/**
 * Makes a variable the only one that reads its memory, before a kernel writes there: where clones or reshapes share it,
 * the variable moves to a copy, and they keep the old values.
 *
 * @returns The variable with the memory that is its own.
 */
export function ownMemory(variable: TensorInfo, { readers, copy }: OwnMemoryOptions): TensorInfo {
  if (readers <= 1) {
    return variable;
  }
  if (!(variable instanceof Variable)) {
    throw new Error('a tensor that shares its memory cannot be updated in place; pass a Variable');
  }
  const tensor = engine().makeTensorFromTensorInfo(copy());
  variable.assign(tensor);
  tensor.dispose();
  return variable;
}
