import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { memory } from '@tensorflow/tfjs-core';
import type { KernelPool } from '../threads/kernel-pool.js';
import { allocatorOf } from './allocator.js';

/**
 * Makes an operation throw if the heap is full.
 *
 * The allocator returns address 0 in that case, and the stock backend would write there: tensors would overwrite the
 * module's own data, and a later call would fail out of bounds or never return.
 */
export function refuseFailedAllocation(backend: BackendWasm, pool: KernelPool): void {
  const allocator = allocatorOf(backend);
  // On its first call the module's entry replaces itself, which would undo the assignment below.
  allocator._free(allocator._malloc(1));
  const allocate = allocator._malloc;
  allocator._malloc = (bytes) => {
    // A size beyond 32 bits would wrap around to a small one and succeed.
    const possible = bytes < 2 ** 32;
    let address = possible ? allocate(bytes) : 0;
    if (address === 0 && possible) {
      pool.finish(); // Frees memory that waits for running kernels.
      address = allocate(bytes);
    }
    if (address === 0) {
      throw new Error(heapIsFull(bytes));
    }
    return address;
  };
}

function heapIsFull(bytes: number): string {
  const inMebibytes = (count: number): string => `${(count / 2 ** 20).toFixed(1)} MiB`;
  return (
    `WebAssembly memory is full: ${inMebibytes(bytes)} requested, all tensors hold ${inMebibytes(memory().numBytes)}, ` +
    'the limit is 4096 MiB; use smaller batches or images'
  );
}
