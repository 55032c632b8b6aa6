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
    pool.requireIntact();
    // A size beyond 32 bits would wrap around to a small one and succeed.
    const possible = bytes < 2 ** 32;
    let address = possible ? allocate(bytes) : 0;
    if (address === 0 && possible) {
      pool.finish(); // Frees memory that waits for running kernels.
      address = allocate(bytes);
    }
    if (address === 0) {
      throw new Error(heapIsFull(bytes, heapBytes(backend)));
    }
    return address;
  };
}

/** Bytes of the 4 GiB that a heap can have. */
const LIMIT = 2 ** 32;

/** Room that the allocator needs beside what is requested. */
const SLACK = 16 * 2 ** 20;

function heapIsFull(bytes: number, heap: number): string {
  const inMebibytes = (count: number): string => `${(count / 2 ** 20).toFixed(1)} MiB`;
  const full =
    `WebAssembly memory is full: ${inMebibytes(bytes)} requested, all tensors hold ${inMebibytes(memory().numBytes)}, ` +
    'the limit is 4096 MiB';
  // With room for the request below its limit, the heap would have grown if the system had let it.
  return heap + bytes + SLACK < LIMIT
    ? `${full}, but the system lets the heap grow no further than ${inMebibytes(heap)}; raise \`ulimit -v\` or the memory of the container, or use smaller batches or images`
    : `${full}; use smaller batches or images`;
}

function heapBytes({ wasm }: BackendWasm): number {
  return (wasm as unknown as { readonly HEAPU8: Uint8Array }).HEAPU8.byteLength;
}
