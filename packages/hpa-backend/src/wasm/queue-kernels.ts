import { type KernelName, kernelNames } from './kernel-names.js';
import type { KernelPool } from './kernel-pool.js';
import { type Kernel, type Taker, takeRanges } from './take-ranges.js';
import { announce, awaitUntil, hasRoom, isBefore, isDone, type WorkRing } from './work-ring.js';

/** Of memory that waits to be given back, the most: kernels on more are long, and leave no thread idle if they are awaited. */
const MOST_HELD_BYTES = 64 * 2 ** 20;

/** Memory that a kernel may be at until all works before `until` are done. */
interface Held {
  readonly until: number;
  readonly bytes: number;
  readonly free: () => void;
}

const numberOf = Object.fromEntries(kernelNames.map((name, number) => [name, number])) as Readonly<
  Record<KernelName, number>
>;

/**
 * Runs kernels as works of a ring, of which the calling thread is thread 0. It takes part when the ring is full or when the
 * results are wanted; otherwise it leaves the works to the others.
 */
export function queueKernels(
  ring: WorkRing,
  kernels: Readonly<Record<KernelName, Kernel>>,
): Omit<KernelPool, 'dispose'> {
  const taker: Taker = { thread: 0, kernels: kernelNames.map((name) => kernels[name]), list: [] };
  let next = 0;
  /** The first work that this thread took no part in. */
  let mine = 0;
  /** The first work that is not known to be done. */
  let open = 0;
  const held: Held[] = [];
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
    takeRanges(ring, mine, taker);
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

  const parallel: KernelPool['parallel'] = (name, args, { units, multiple = 1, whole = false }) => {
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
    noteDone(); // As long as the work that leaves the ring can be looked at.
    next = (announce(ring, { kernel: numberOf[name], args, units, multiple, whole }) + 1) | 0;
  };

  return {
    threads: ring.threads,
    run: (name, args) => parallel(name, args, { units: 1 }),
    parallel,
    finish,
    release(bytes, free) {
      if (open === next) {
        free();
        return;
      }
      held.push({ until: next, bytes, free });
      heldBytes += bytes;
      if (heldBytes > MOST_HELD_BYTES) {
        finish();
      }
    },
  };
}
