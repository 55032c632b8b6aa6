import { KERNEL_PARAMETERS } from '../../generated/kernel-parameters.js';
import { announce, awaitUntil, hasRoom, isBefore, isDone, type JobRing } from './job-ring.js';
import type { KernelArguments, KernelName, KernelPool } from './kernel-pool.js';
import { type JobWorker, type Kernel, runJob } from './run-job.js';

/**
 * Upper bound on memory queued for release. Above it, wait: kernels on tensors this large are slow enough to keep every
 * thread busy.
 */
const MAXIMUM_HELD_BYTES = 64 * 2 ** 20;

/** Memory that kernels may use until all jobs before `until` are done. */
interface HeldMemory {
  readonly until: number;
  readonly bytes: number;
  readonly free: () => void;
}

const KERNEL_NAMES = Object.keys(KERNEL_PARAMETERS) as readonly KernelName[];
const KERNEL_NUMBERS = Object.fromEntries(KERNEL_NAMES.map((name, number) => [name, number])) as Readonly<
  Record<KernelName, number>
>;

/**
 * Runs kernels as jobs of a ring, with the calling thread as thread 0. It leaves jobs to the other threads until the ring is
 * full or a result is needed; then it takes part.
 */
export function queueKernels(
  ring: JobRing,
  kernels: Readonly<Record<KernelName, Kernel>>,
): Omit<KernelPool, 'dispose'> {
  const worker: JobWorker = { thread: 0, kernels: KERNEL_NAMES.map((name) => kernels[name]), list: [] };
  let next = 0;
  /** The first job in which this thread has not taken part. */
  let mine = 0;
  /** The first job that is not known to be done. */
  let open = 0;
  const held: HeldMemory[] = [];
  let heldBytes = 0;

  function noteDone(): void {
    while (open !== next && isDone(ring, open)) {
      open = (open + 1) | 0;
    }
    if (isBefore(mine, open)) {
      mine = open;
    }
    let count = 0;
    for (; count < held.length && !isBefore(open, held[count]!.until); count++) {
      held[count]!.free();
      heldBytes -= held[count]!.bytes;
    }
    if (count > 0) {
      held.splice(0, count);
    }
  }

  function takePart(): void {
    if (open !== mine) {
      awaitUntil(isDone, ring, (mine - 1) | 0);
    }
    runJob(ring, mine, worker);
    mine = (mine + 1) | 0;
  }

  function finish(): void {
    if (open === next) {
      return;
    }
    noteDone();
    while (mine !== next) {
      takePart();
    }
    awaitUntil(isDone, ring, (next - 1) | 0);
    noteDone();
  }

  return {
    threads: ring.threads,
    run(name, args, { units, multiple = 1, whole = false } = { units: 1 }) {
      if (units === 0) {
        return;
      }
      while (!hasRoom(ring, next)) {
        if (mine === next) {
          awaitUntil(hasRoom, ring, next);
        } else {
          takePart();
        }
      }
      noteDone(); // Before the new job overwrites the slot of an old one.
      const job = { kernel: KERNEL_NUMBERS[name], args: argumentList(name, args), units, multiple, whole };
      next = (announce(ring, job) + 1) | 0;
    },
    finish,
    release(bytes, free) {
      if (open === next) {
        free();
        return;
      }
      held.push({ until: next, bytes, free });
      heldBytes += bytes;
      if (heldBytes > MAXIMUM_HELD_BYTES) {
        finish();
      }
    },
  };
}

/** The arguments of a kernel in the order of its parameters. */
export function argumentList<Name extends KernelName>(name: Name, args: KernelArguments<Name>): number[] {
  const parameters: readonly (typeof KERNEL_PARAMETERS)[Name][number][] = KERNEL_PARAMETERS[name];
  return parameters.map((parameter) => args[parameter]);
}
