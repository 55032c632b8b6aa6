import { endMessage } from './end-message.js';
import { instantiateKernels } from './instantiate-kernels.js';
import { createRing, openRing } from './job-ring.js';
import { jobWaiter } from './job-waiter.js';
import type { KernelName, KernelPool } from './kernel-pool.js';
import { argumentList, KERNEL_NAMES, queueKernels } from './queue-kernels.js';
import { failureOf, reportFailure } from './ring-failure.js';
import type { Kernel } from './run-job.js';
import { trapMessage } from './run-jobs.js';
import { withPoolState } from './with-pool-state.js';

/** Starts the worker threads; `src/node/kernel-workers.ts` does it in Node, `src/browser/kernel-workers.ts` in browsers. */
export type StartKernelWorkers = (start: {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** From `createRing`. */
  readonly ring: SharedArrayBuffer;
  /** Threads of the ring; thread 0 is the caller. */
  readonly threads: number;
  /** Names of the kernels, in the order in which jobs number them. */
  readonly names: readonly string[];
  /** For threads that are not watched otherwise: called when one has ended, as soon as the calling thread handles events. */
  readonly onEnd: (thread: number, reason: string) => void;
}) => Promise<{
  /** Whether a thread has ended, also while the calling thread handles no events; absent if something else reports that. */
  readonly hasEnded?: (thread: number) => boolean;
  terminate(): void;
}>;

/** How often calls ask whether all threads live, in milliseconds. */
const PROBE_INTERVAL = 250;

/**
 * Instantiates the kernels over `memory`. With `workers`, the memory must be shared and further threads take part; a call
 * sends no message, so it costs microseconds.
 */
export async function createKernelPool(
  memory: WebAssembly.Memory,
  workers?: {
    readonly threads: number;
    /** How many of them have a share of each job, by default all; the others stand by. */
    readonly running?: number;
    readonly start: StartKernelWorkers;
  },
  {
    fusedMultiplyAdd = false,
  }: {
    /** Whether kernels multiply and add in one instruction, which must be there; results differ from those without in the last bits. */
    readonly fusedMultiplyAdd?: boolean;
  } = {},
): Promise<KernelPool> {
  const { module, kernels } = await instantiateKernels(memory, { fusedMultiplyAdd });
  if (workers === undefined || workers.threads === 1) {
    return singleThread(kernels);
  }
  const { threads, running: sharing = threads, start } = workers;
  const sharedRing = createRing(threads, sharing);
  const ring = openRing(sharedRing, threads);
  const onEnd = (thread: number, reason: string): void => {
    reportFailure(ring, endMessage(ring, { thread, reason, names: KERNEL_NAMES }));
  };
  const running = await start({ module, memory, ring: sharedRing, threads, names: KERNEL_NAMES, onEnd });
  const { hasEnded = () => false } = running;
  let probed = performance.now();
  const probe = (): void => {
    probed = performance.now();
    for (let thread = 1; thread < threads; thread++) {
      if (hasEnded(thread)) {
        onEnd(thread, 'it was terminated, called process.exit or ran out of memory');
      }
    }
  };
  const queue = queueKernels(ring, kernels, { awaitUntil: jobWaiter(ring, { probe }) });
  return withPoolState(queue, {
    failure: () => {
      // A thread that waits for a job is not missed by the others, so no wait would tell that it has ended.
      if (performance.now() - probed > PROBE_INTERVAL) {
        probe();
      }
      return failureOf(ring);
    },
    fail: (reason) => reportFailure(ring, reason),
    end: running.terminate,
  });
}

function singleThread(kernels: Readonly<Record<KernelName, Kernel>>): KernelPool {
  let failure: string | undefined;
  const pool: Pick<KernelPool, 'threads' | 'run' | 'finish' | 'release'> = {
    threads: 1,
    run: (name, args, { units } = { units: 1 }) => {
      try {
        kernels[name](...argumentList(name, args), 0, units, 0);
      } catch (error) {
        failure = trapMessage(name, { thread: 0, threads: 1, error });
        throw error;
      }
    },
    finish: () => {},
    release: (_, free) => free(),
  };
  return withPoolState(pool, {
    failure: () => failure,
    fail: (reason) => {
      failure ??= reason;
    },
    end: () => {},
  });
}
