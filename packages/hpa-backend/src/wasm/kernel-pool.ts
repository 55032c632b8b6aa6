import { privateMemoryKernels, sharedMemoryKernels } from '../generated/kernel-binaries.js';
import { type KernelName, kernelNames } from './kernel-names.js';
import { queueKernels } from './queue-kernels.js';
import type { Kernel } from './take-ranges.js';
import { createRing, openRing } from './work-ring.js';

/** Runs compiled kernels in the memory of a wasm backend, on one thread or several. */
export interface KernelPool {
  /** How many threads share a parallel kernel, the calling one included. */
  readonly threads: number;
  /** Calls a kernel once, with exactly these arguments, on any thread. */
  run(name: KernelName, args: readonly number[]): void;
  /**
   * Shares the units [0, `units`) out among the threads: each calls the kernel with `args` followed by the begin and end of a
   * range and its own number in [0, `threads`), range after range.
   *
   * Kernels run in the order of the calls, each when the one before it is done, but a call returns before: while other
   * threads work, this one goes on with something else, such as tfjs-core's bookkeeping.
   */
  parallel(name: KernelName, args: readonly number[], range: Range): void;
  /** Returns when all kernels are done: who reads or writes what they may be at comes here first. */
  finish(): void;
  /** Gives so many bytes back by calling `free`, once all kernels called so far are done. */
  release(bytes: number, free: () => void): void;
  /** Ends the worker threads. */
  dispose(): void;
}

/** How {@link KernelPool.parallel} cuts the work. */
export interface Range {
  readonly units: number;
  /** Ranges begin at multiples of this, and are no shorter but at the end; 1 where absent. */
  readonly multiple?: number;
  /** Whether each thread gets a single range, for kernels that read everything for each. */
  readonly whole?: boolean;
}

/** What starts the worker threads; Node's is in `src/node/kernel-workers.ts`. */
export type StartKernelWorkers = (start: {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** What `createRing` made. */
  readonly ring: SharedArrayBuffer;
  /** Of the ring; the first one is the caller. */
  readonly threads: number;
  readonly names: readonly string[];
}) => Promise<{ terminate(): void }>;

/**
 * Instantiates the kernels over `memory`.
 *
 * With `workers`, the memory must be shared, and further threads wait for work. No message passes, so a call costs
 * microseconds.
 */
export async function createKernelPool(
  memory: WebAssembly.Memory,
  workers?: { readonly threads: number; readonly start: StartKernelWorkers },
): Promise<KernelPool> {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const module = await WebAssembly.compile(decodeBase64(shared ? sharedMemoryKernels : privateMemoryKernels));
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = instance.exports as unknown as Record<KernelName, Kernel>;
  if (workers === undefined || workers.threads === 1) {
    return singleThread(kernels);
  }
  const { threads, start } = workers;
  const ring = createRing(threads);
  const running = await start({ module, memory, ring, threads, names: kernelNames });
  const queue = queueKernels(openRing(ring, threads), kernels);
  return {
    ...queue,
    dispose() {
      queue.finish();
      running.terminate();
    },
  };
}

function singleThread(kernels: Readonly<Record<KernelName, Kernel>>): KernelPool {
  return {
    threads: 1,
    run: (name, args) => kernels[name](...args),
    parallel: (name, args, { units }) => kernels[name](...args, 0, units, 0),
    finish: () => {},
    release: (_, free) => free(),
    dispose: () => {},
  };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
