import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Byte address of a tensor in the backend's memory, unsigned: addresses exceed 2 GiB. */
export function addressOf(backend: BackendWasm, tensor: TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
}

/**
 * Tells the backend that a tensor's values have changed in place. XNNPACK keeps packed copies of filters by tensor and would
 * continue to use the old values.
 */
export function forgetPackedCopies(backend: BackendWasm, tensor: TensorInfo): void {
  const { id, memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  backend.wasm.tfjs.disposeData(id);
  backend.wasm.tfjs.registerTensor(id, sizeOf(tensor), memoryOffset);
}

/** Number of elements of a tensor. */
export function sizeOf(tensor: TensorInfo): number {
  return tensor.shape.reduce((product, dimension) => product * dimension, 1);
}
