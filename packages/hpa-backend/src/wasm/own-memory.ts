import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine, type TensorInfo, Variable } from '@tensorflow/tfjs-core';

/**
 * Makes a variable the only one that reads its memory, before a kernel writes there: where clones or reshapes share it,
 * the variable moves to a copy, and they keep the old values.
 */
export function ownMemory(backend: BackendWasm, variable: TensorInfo): void {
  if (backend.refCount(variable.dataId) <= 1) return;
  if (!(variable instanceof Variable)) {
    throw new Error('a tensor that shares its memory cannot be updated in place; pass a Variable');
  }
  const copy = backend.makeOutput(variable.shape, variable.dtype);
  backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(variable));
  const tensor = engine().makeTensorFromTensorInfo(copy);
  variable.assign(tensor);
  tensor.dispose();
}
