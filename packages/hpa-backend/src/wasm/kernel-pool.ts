import { privateMemoryKernels, sharedMemoryKernels } from '../generated/kernel-binaries.js';

/** Names of the kernels compiled from `kernels/`, in the order that workers number them. */
export const kernelNames = [
  'adamUpdate',
  'addToRows',
  'addVectors',
  'batchNormGradientSums',
  'batchNormStatistics',
  'channelAffine',
  'channelAffine2',
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
   * Cuts the units [0, `units`) into at most `pieces` ranges of equal length, a multiple of `multiple`, which the
   * threads take one after another: each calls the kernel with `args` followed by the begin and end of a range.
   * Returns when all are done.
   */
  parallel(name: KernelName, args: readonly number[], range: Range): void;
  /** Ends the worker threads. */
  dispose(): void;
}

/** How {@link KernelPool.parallel} cuts the work. */
export interface Range {
  readonly units: number;
  /** 1 where absent. */
  readonly multiple?: number;
  /** As many as there are threads where absent; more even out cores of unequal speed. */
  readonly pieces?: number;
}

/** What starts the worker threads; Node's is in `src/node/kernel-workers.ts`. */
export type StartKernelWorkers = (start: {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly names: readonly string[];
  readonly count: number;
}) => Promise<{ terminate(): void }>;

// The control block: 32-bit counters, then up to 32 arguments as 64-bit numbers. workers/kernel-worker.mjs reads it too.
const GENERATION = 0;
const PENDING = 1;
const NEXT = 2;
const KERNEL = 3;
const ARGUMENTS = 4;
const UNITS = 5;
const LENGTH = 6;
const COUNTERS = 8;
const MOST_ARGUMENTS = 32;
/**
 * Looks at a counter before a thread goes to sleep: about a millisecond, more than tfjs-core mostly takes from one kernel
 * to the next. A sleeping thread takes tens of microseconds to wake, as long as a whole kernel on a small map.
 */
const LOOKS = 200_000;

/**
 * Instantiates the kernels over `memory`.
 *
 * With `workers`, the memory must be shared: further threads sleep on a generation counter. The caller writes the
 * kernel, its arguments and how the work is cut, and raises the counter; it and the workers take ranges until none is
 * left, and it waits until no worker is busy. No message passes, so a call costs microseconds.
 */
export async function createKernelPool(
  memory: WebAssembly.Memory,
  workers?: { readonly threads: number; readonly start: StartKernelWorkers },
): Promise<KernelPool> {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const module = await WebAssembly.compile(decodeBase64(shared ? sharedMemoryKernels : privateMemoryKernels));
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = instance.exports as unknown as Record<KernelName, (...args: number[]) => void>;
  const run = (name: KernelName, args: readonly number[]): void => kernels[name](...args);

  if (workers === undefined || workers.threads === 1) {
    return {
      threads: 1,
      run,
      parallel: (name, args, { units }) => kernels[name](...args, 0, units),
      dispose: () => {},
    };
  }

  const { threads } = workers;
  const control = new SharedArrayBuffer(4 * COUNTERS + 8 * MOST_ARGUMENTS);
  const state = new Int32Array(control, 0, COUNTERS);
  const numbers = new Float64Array(control, 4 * COUNTERS);
  const running = await workers.start({ module, memory, control, names: kernelNames, count: threads - 1 });

  return {
    threads,
    run,
    parallel(name, args, { units, multiple = 1, pieces = threads }) {
      const length = Math.ceil(units / pieces / multiple) * multiple;
      if (length >= units) {
        kernels[name](...args, 0, units);
        return;
      }
      numbers.set(args);
      state[KERNEL] = kernelNames.indexOf(name);
      state[ARGUMENTS] = args.length;
      state[UNITS] = units;
      state[LENGTH] = length;
      Atomics.store(state, NEXT, 0);
      Atomics.store(state, PENDING, threads - 1);
      Atomics.add(state, GENERATION, 1);
      Atomics.notify(state, GENERATION);
      for (
        let begin = Atomics.add(state, NEXT, length);
        begin < units;
        begin = Atomics.add(state, NEXT, length)
      ) {
        kernels[name](...args, begin, Math.min(units, begin + length));
      }
      for (let look = 0; look < LOOKS && Atomics.load(state, PENDING) > 0; look++);
      for (let pending = Atomics.load(state, PENDING); pending > 0; pending = Atomics.load(state, PENDING)) {
        Atomics.wait(state, PENDING, pending);
      }
    },
    dispose: () => running.terminate(),
  };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
