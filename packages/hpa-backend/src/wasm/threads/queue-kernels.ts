import { KERNEL_PARAMETERS } from '../../generated/kernel-parameters.js';
import {
  announce,
  isBefore,
  isDone,
  isVacant,
  type JobRing,
  KERNEL,
  SLOTS,
  slotOf,
  takeSlot,
} from './job-ring.js';
import type { AwaitUntil } from './job-waiter.js';
import type { KernelArguments, KernelName, KernelPool } from './kernel-pool.js';
import { reportFailure } from './ring-failure.js';
import { type JobWorker, type Kernel, runJob } from './run-job.js';
import { trapMessage } from './run-jobs.js';

/**
 * Upper bound on memory queued for release. Above it, wait: kernels on tensors this large are slow enough to keep every
 * thread busy.
 */
export const MAXIMUM_HELD_BYTES: number = 64 * 2 ** 20;

/** Memory that kernels may use until all jobs before `until` are done. */
interface HeldMemory {
  readonly until: number;
  readonly bytes: number;
  readonly free: () => void;
}

/** The kernels, in the order in which jobs number them. */
export const KERNEL_NAMES = Object.keys(KERNEL_PARAMETERS) as readonly KernelName[];
const KERNEL_NUMBERS = Object.fromEntries(KERNEL_NAMES.map((name, number) => [name, number])) as Readonly<
  Record<KernelName, number>
>;

/**
 * Runs kernels as jobs of a ring, with the calling thread as thread 0. It leaves jobs to the other threads until the ring is
 * full or a result is needed; then it takes part. If a kernel traps on this thread, the ring fails.
 */
export function queueKernels(
  ring: JobRing,
  kernels: Readonly<Record<KernelName, Kernel>>,
  { awaitUntil }: { readonly awaitUntil: AwaitUntil },
): Pick<KernelPool, 'threads' | 'run' | 'finish' | 'release'> {
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
      awaitUntil(isDone, (mine - 1) | 0);
    }
    try {
      runJob(ring, mine, worker);
    } catch (error) {
      const name = KERNEL_NAMES[slotOf(ring, mine).numbers[KERNEL]!]!;
      const message = trapMessage(name, { thread: 0, threads: ring.threads, error });
      reportFailure(ring, message);
      throw new Error(message, { cause: error });
    }
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
    awaitUntil(isDone, (next - 1) | 0);
    noteDone();
  }

  /** Waits until a slot is free for the next job, whose slot an older job may have. */
  function makeRoom(): void {
    const old = (next - SLOTS) | 0;
    noteDone();
    while (open !== next && !isBefore(old, open)) {
      if (isBefore(old, mine)) {
        awaitUntil(isDone, old);
      } else {
        takePart();
      }
      noteDone();
    }
    takeSlot(ring);
    awaitUntil(isVacant, next);
  }

  return {
    threads: ring.threads,
    run(name, args, { units, multiple = 1, whole = false } = { units: 1 }) {
      if (units === 0) {
        return;
      }
      makeRoom();
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
