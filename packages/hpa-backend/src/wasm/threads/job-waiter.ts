import { EVENTS, type JobRing, SLEEPERS } from './job-ring.js';
import { failureOf } from './ring-failure.js';

/**
 * Waits until a condition on a job holds. A thread that changes what the condition reads must wake the sleepers of the ring.
 *
 * @throws Error naming the failure if the ring fails meanwhile.
 */
export type AwaitUntil = (condition: (ring: JobRing, job: number) => boolean, job: number) => void;

/** Checks of a condition between two looks at the clock: about a microsecond. */
const CHECKS = 100;

/** Bounds of how long a thread spins, in milliseconds: waking a sleeping thread takes about as long as the upper one. */
const SHORTEST_SPIN = 0.005;
const LONGEST_SPIN = 0.2;

/** How long a thread spins at its first wait, in milliseconds. */
export const FIRST_PATIENCE: number = LONGEST_SPIN / 4;

/** If the clock jumps by as many milliseconds while a thread spins, another process had its core. */
const LOST_CORE = 0.5;

/** How long thread 0 sleeps before it asks whether the other threads live, in milliseconds. */
const SLEEP = 250;

/**
 * Waits for one thread of a ring: it spins briefly, and then sleeps, if it may.
 *
 * On a free core, spinning saves the time that waking takes. On a core that others want it only takes time from them, perhaps
 * from the thread that is waited for. So each wait teaches the next: had it ended within {@link LONGEST_SPIN}, the thread spins
 * twice as long next time, otherwise half as long; after it has lost its core, it hardly spins at all.
 *
 * @param options.probe Called four times a second while the thread sleeps: it may report a failure of the ring. Without it the
 * thread sleeps until it is woken.
 * @param options.maySleep Whether this thread may sleep, as the main thread of a page may not: it spins on, as Emscripten's does.
 */
export function jobWaiter(
  ring: JobRing,
  {
    probe,
    clock = () => performance.now(),
    maySleep = canSleep(),
  }: { readonly probe?: () => void; readonly clock?: () => number; readonly maySleep?: boolean } = {},
): AwaitUntil {
  let patience = FIRST_PATIENCE;

  /** Whether the condition came to hold. */
  function spin(holds: () => boolean, begin: number): boolean {
    for (let last = begin; ; ) {
      for (let check = 0; check < CHECKS; check++) {
        if (holds()) {
          return true;
        }
      }
      const now = clock();
      if (now - last > LOST_CORE) {
        patience = SHORTEST_SPIN;
        return false;
      }
      if (now - begin > patience) {
        return false;
      }
      last = now;
    }
  }

  function sleep(holds: () => boolean): void {
    const { counters } = ring;
    Atomics.add(counters, SLEEPERS, 1);
    try {
      for (;;) {
        // An event between the checks and the wait changes the counter, and then the wait returns at once.
        const event = Atomics.load(counters, EVENTS);
        if (holds()) {
          return;
        }
        requireIntact(ring);
        const woken = Atomics.wait(
          counters,
          EVENTS,
          event,
          probe === undefined ? Number.POSITIVE_INFINITY : SLEEP,
        );
        if (woken === 'timed-out') {
          probe?.();
        }
      }
    } finally {
      Atomics.sub(counters, SLEEPERS, 1);
    }
  }

  function spinOn(holds: () => boolean): void {
    for (let check = 1; !holds(); check++) {
      if (check % CHECKS === 0) {
        requireIntact(ring);
      }
    }
  }

  return (condition, job) => {
    const holds = (): boolean => condition(ring, job);
    if (holds()) {
      return;
    }
    if (!maySleep) {
      return spinOn(holds);
    }
    const begin = clock();
    if (!spin(holds, begin)) {
      sleep(holds);
    }
    patience = nextPatience(patience, clock() - begin);
  };
}

/** How long a thread spins at its next wait, from how long it spun at most and how long it waited, in milliseconds. */
export function nextPatience(patience: number, waited: number): number {
  return waited < LONGEST_SPIN ? Math.min(LONGEST_SPIN, 2 * patience) : Math.max(SHORTEST_SPIN, patience / 2);
}

/** Whether this thread may call `Atomics.wait`, which the main thread of a page may not. */
function canSleep(): boolean {
  try {
    // Returns at once, because the value is another.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

function requireIntact(ring: JobRing): void {
  const failure = failureOf(ring);
  if (failure !== undefined) {
    throw new Error(failure);
  }
}
