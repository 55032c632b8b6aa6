import { engine, type Tensor } from '@tensorflow/tfjs-core';

/** Memory that passes from disposed batches to later ones. */
export interface BatchMemory {
  /** Gives memory that no batch uses any more; undefined if there is none. */
  take(): ArrayBufferLike | undefined;
  /** Disposes a tensor and keeps its memory, unless another tensor shares it. */
  dispose(tensor: Tensor, values: Float32Array): void;
}

/**
 * Keeps the memory of disposed batches for later ones. Fresh memory for every batch would make the garbage collector scan
 * the whole heap, and the system map it page by page.
 *
 * @param limit Maximum number of pieces kept; further ones are released.
 */
export function batchMemory(limit: number): BatchMemory {
  const free: ArrayBufferLike[] = [];
  return {
    take: () => free.pop(),
    dispose: (tensor, values) => {
      const { dataId } = tensor;
      tensor.dispose();
      // A reshaped or cloned tensor reads the same memory, for as long as it lives.
      if (engine().backend.refCount(dataId) === 0 && free.length < limit) {
        free.push(values.buffer);
      }
    },
  };
}
