import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { memory } from '@tensorflow/tfjs-core';
import { allocatorOf } from './allocator.js';
import type { KernelPool } from './kernel-pool.js';

/**
 * Makes a full heap an error that says so, thrown by the operation that found it full.
 *
 * The allocator answers with address 0 then, which the stock backend takes for a place to write: tensors would
 * overwrite the module's own data, and some later call would fail out of bounds or never return.
 */
export function refuseFailedAllocation(backend: BackendWasm, pool: KernelPool): void {
  const allocator = allocatorOf(backend);
  // The module's entry puts another in its own place when it is first called, which would undo what follows.
  allocator._free(allocator._malloc(1));
  const allocate = allocator._malloc;
  allocator._malloc = (bytes) => {
    // A size past 32 bits would wrap round to a small one, and be given.
    const possible = bytes < 2 ** 32;
    let address = possible ? allocate(bytes) : 0;
    if (address === 0 && possible) {
      pool.finish(); // What waits for kernels under way is free then.
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
    `WebAssembly's memory is full: ${inMebibytes(bytes)} were asked for beside the ` +
    `${inMebibytes(memory().numBytes)} of all tensors, and it ends at 4096 MiB; smaller batches or images take less`
  );
}
