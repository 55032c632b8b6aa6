import { decodeBase64 } from '../../decode-base64.js';
import { PRIVATE_MEMORY_KERNELS, SHARED_MEMORY_KERNELS } from '../../generated/kernel-binaries.js';
import { KERNEL_PARAMETERS } from '../../generated/kernel-parameters.js';
import { createRing, openRing } from './job-ring.js';
import type { KernelName, KernelPool } from './kernel-pool.js';
import { argumentList, queueKernels } from './queue-kernels.js';
import type { Kernel } from './run-job.js';

/** Starts the worker threads; `src/node/kernel-workers.ts` does it in Node. */
export type StartKernelWorkers = (start: {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** From `createRing`. */
  readonly ring: SharedArrayBuffer;
  /** Threads of the ring; thread 0 is the caller. */
  readonly threads: number;
  /** Names of the kernels, in the order in which jobs number them. */
  readonly names: readonly string[];
}) => Promise<{ terminate(): void }>;

/**
 * Instantiates the kernels over `memory`. With `workers`, the memory must be shared and further threads take part; a call
 * sends no message, so it costs microseconds.
 */
export async function createKernelPool(
  memory: WebAssembly.Memory,
  workers?: { readonly threads: number; readonly start: StartKernelWorkers },
): Promise<KernelPool> {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const module = await WebAssembly.compile(
    decodeBase64(shared ? SHARED_MEMORY_KERNELS : PRIVATE_MEMORY_KERNELS),
  );
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = instance.exports as unknown as Record<KernelName, Kernel>;
  if (workers === undefined || workers.threads === 1) {
    return singleThread(kernels);
  }
  const { threads, start } = workers;
  const ring = createRing(threads);
  const running = await start({ module, memory, ring, threads, names: Object.keys(KERNEL_PARAMETERS) });
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
    run: (name, args, { units } = { units: 1 }) => kernels[name](...argumentList(name, args), 0, units, 0),
    finish: () => {},
    release: (_, free) => free(),
    dispose: () => {},
  };
}
