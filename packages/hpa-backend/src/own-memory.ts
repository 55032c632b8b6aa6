import { engine, type TensorInfo, Variable } from '@tensorflow/tfjs-core';

/**
 * Makes a variable the sole owner of its memory before a kernel writes to it. If clones or reshapes share the memory, the
 * variable moves to a copy and they keep the old values.
 *
 * @param options.readers How many tensors share the memory.
 * @param options.copy Makes a copy of the memory.
 * @returns The variable.
 * @throws Error if the memory is shared and the tensor is not a Variable.
 */
export function ownMemory(
  variable: TensorInfo,
  { readers, copy }: { readonly readers: number; readonly copy: () => TensorInfo },
): TensorInfo {
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
