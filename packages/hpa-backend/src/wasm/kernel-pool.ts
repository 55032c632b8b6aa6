import { privateMemoryKernels, sharedMemoryKernels } from '../generated/kernel-binaries.js';
import { announce, awaitOthers, createControl, type Kernel, openControl, takeRanges } from './share-out.js';

/** Names of the kernels compiled from `kernels/`, in the order that workers number them. */
export const kernelNames = [
  'adamUpdate',
  'addParts',
  'addToRows',
  'addVectors',
  'batchNormGradientSums',
  'batchNormStatistics',
  'channelAffine',
  'channelAffine2',
  'channelGradientSums',
  'channelMoments',
  'channelSums',
  'conv2d',
  'conv2dFilterGradient',
  'copyColumns',
  'dropout',
  'matMulSmall',
  'matMulTransposed',
  'maxPool',
  'maxPoolGradient',
  'momentumUpdate',
  'multiplyVectors',
  'packConv2dWeights',
  'pictureMeans',
  'relu',
  'reluGradient',
  'repeatRows',
  'selu',
  'seluGradient',
] as const;

export type KernelName = (typeof kernelNames)[number];

/** Runs compiled kernels in the memory of a wasm backend, on one thread or several. */
export interface KernelPool {
  /** How many threads share a parallel kernel, the calling one included. */
  readonly threads: number;
  /** Calls a kernel on this thread with exactly these arguments. */
  run(name: KernelName, args: readonly number[]): void;
  /**
   * Shares the units [0, `units`) out among the threads: each calls the kernel with `args` followed by the begin and end of a
   * range and its own number in [0, `threads`), range after range. Returns when all are done.
   */
  parallel(name: KernelName, args: readonly number[], range: Range): void;
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
  /** What `createControl` made. */
  readonly block: SharedArrayBuffer;
  readonly names: readonly string[];
  readonly count: number;
}) => Promise<{ terminate(): void }>;

/**
 * Instantiates the kernels over `memory`.
 *
 * With `workers`, the memory must be shared, and further threads wait for work ({@link openControl}). No message passes, so a
 * call costs microseconds.
 */
export async function createKernelPool(
  memory: WebAssembly.Memory,
  workers?: { readonly threads: number; readonly start: StartKernelWorkers },
): Promise<KernelPool> {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const module = await WebAssembly.compile(decodeBase64(shared ? sharedMemoryKernels : privateMemoryKernels));
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = instance.exports as unknown as Record<KernelName, Kernel>;
  const run = (name: KernelName, args: readonly number[]): void => kernels[name](...args);

  if (workers === undefined || workers.threads === 1) {
    return {
      threads: 1,
      run,
      parallel: (name, args, { units }) => kernels[name](...args, 0, units, 0),
      dispose: () => {},
    };
  }

  const { threads } = workers;
  const block = createControl(threads);
  const control = openControl(block);
  const list: number[] = [];
  const running = await workers.start({ module, memory, block, names: kernelNames, count: threads - 1 });

  return {
    threads,
    run,
    parallel(name, args, { units, multiple = 1, whole = false }) {
      const kernel = kernels[name];
      if (units <= multiple) {
        kernel(...args, 0, units, 0);
        return;
      }
      announce(control, { kernel: kernelNames.indexOf(name), args, units, multiple, whole });
      takeRanges(control, { thread: 0, kernel, list });
      awaitOthers(control);
    },
    dispose: () => running.terminate(),
  };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
