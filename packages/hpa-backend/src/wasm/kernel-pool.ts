import { privateMemoryKernels, sharedMemoryKernels } from '../generated/kernel-binaries.js';

/** Names of the kernels compiled from `kernels/`, in the order that workers number them. */
export const kernelNames = [
  'adamUpdate',
  'channelAffine',
  'channelAffine2',
  'channelGradientSums',
  'channelMoments',
  'channelSums',
  'conv2dFilterGradient',
  'conv2dInputGradient',
  'matMulSmall',
  'matMulTransposed',
  'maxPoolGradient',
  'momentumUpdate',
  'transposeFilter',
] as const;

export type KernelName = (typeof kernelNames)[number];

/** Runs compiled kernels in the memory of a wasm backend, on one thread or several. */
export interface KernelPool {
  /** How many threads share a parallel kernel, the calling one included. */
  readonly threads: number;
  /** Calls a kernel on this thread with exactly these arguments. */
  run(name: KernelName, args: readonly number[]): void;
  /**
   * Splits the units [0, `units`) over the threads: each calls the kernel with `args` followed by the begin and
   * end of its range, whose begin is a multiple of `multiple`. Returns when all have finished.
   */
  parallel(
    name: KernelName,
    args: readonly number[],
    range: { readonly units: number; readonly multiple?: number },
  ): void;
  /** Ends the worker threads. */
  dispose(): void;
}

/** What starts the worker threads; Node's is in `src/node/kernel-workers.ts`. */
export type StartKernelWorkers = (start: {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly names: readonly string[];
  readonly count: number;
}) => Promise<{ terminate(): void }>;

// The control block: four 32-bit counters, then 64-bit numbers: up to 32 common arguments and a range a worker.
const GENERATION = 0;
const PENDING = 1;
const KERNEL = 2;
const ARGUMENTS = 3;
const RANGES = 32;

/**
 * Instantiates the kernels over `memory`.
 *
 * With `workers`, the memory must be shared: further threads sleep on a generation counter. The caller writes the
 * kernel, its arguments and a range for each worker, raises the counter, works on its own range and waits until
 * no range is pending. No message passes, so a call costs microseconds.
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
  const control = new SharedArrayBuffer(16 + 8 * (RANGES + 2 * threads));
  const state = new Int32Array(control, 0, 4);
  const numbers = new Float64Array(control, 16);
  const running = await workers.start({ module, memory, control, names: kernelNames, count: threads - 1 });

  return {
    threads,
    run,
    parallel(name, args, { units, multiple = 1 }) {
      const share = Math.ceil(units / threads / multiple) * multiple;
      if (share >= units) {
        kernels[name](...args, 0, units);
        return;
      }
      numbers.set(args);
      for (let worker = 0; worker < threads - 1; worker++) {
        numbers[RANGES + 2 * worker] = Math.min(units, share * (worker + 1));
        numbers[RANGES + 2 * worker + 1] = Math.min(units, share * (worker + 2));
      }
      state[KERNEL] = kernelNames.indexOf(name);
      state[ARGUMENTS] = args.length;
      Atomics.store(state, PENDING, threads - 1);
      Atomics.add(state, GENERATION, 1);
      Atomics.notify(state, GENERATION);
      kernels[name](...args, 0, share);
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
