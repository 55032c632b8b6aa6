/**
 * Memory that the threads of a kernel pool share: a ring of jobs, each with a kernel, its arguments and its progress.
 *
 * Thread 0 announces jobs. All threads work on them in that order and start each one when the job before it is done. Jobs are
 * numbered from 0, in 32-bit integers that wrap around.
 */
export interface JobRing {
  readonly threads: number;
  /** The number of the next job, and the counters of {@link awaitUntil}. */
  readonly counters: Int32Array;
  /** For each thread but 0, the first job that it has not left; the slots of earlier jobs can be reused. */
  readonly places: Int32Array;
  readonly slots: readonly Slot[];
}

/** A job's place in the ring. */
export interface Slot {
  readonly numbers: Int32Array;
  /** For each thread's share, the first unit that no thread has taken. */
  readonly fronts: Int32Array;
  readonly args: Float64Array;
}

/** A kernel to run over the units [0, units). */
export interface Job {
  /** The kernel's place in the list of names. */
  readonly kernel: number;
  readonly args: readonly number[];
  /** At least 1. */
  readonly units: number;
  /** Each range begins at a multiple of this. */
  readonly multiple: number;
  /** Whether each share is a single range. */
  readonly whole: boolean;
}

/**
 * Jobs in the ring, a power of two: enough to keep the other threads busy while thread 0 builds operations or collects
 * garbage.
 */
export const SLOTS = 16;
const MAXIMUM_ARGUMENTS = 32;

// Indices into the counters.
const HEAD = 0;
const SLEEPERS = 1;
const EVENTS = 2;
const COUNTERS = 4;

// Indices into a slot's numbers.
export const KERNEL = 0;
export const ARGUMENTS = 1;
export const UNITS = 2;
export const MULTIPLE = 3;
export const SHARE = 4;
export const WHOLE = 5;
export const DONE = 6;
const NUMBERS = 8;

/**
 * Checks before a thread goes to sleep: about five milliseconds, longer than thread 0 usually takes between two jobs. A
 * sleeping thread takes tens of microseconds to wake, and may then share a core with the thread that woke it for milliseconds.
 */
const SPINS = 500_000;

/** Allocates a ring. Its parts are multiples of eight bytes, because the arguments in a slot are float64. */
export function createRing(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * COUNTERS + 8 * threads + SLOTS * bytesOfSlot(threads));
}

/** Opens a ring's memory; any thread can. */
export function openRing(memory: SharedArrayBuffer, threads: number): JobRing {
  const integers = (offset: number, length: number) => new Int32Array(memory, offset, length);
  const slotsBegin = 4 * COUNTERS + 8 * threads;
  return {
    threads,
    counters: integers(0, COUNTERS),
    places: integers(4 * COUNTERS, threads),
    slots: Array.from({ length: SLOTS }, (_, index) => {
      const begin = slotsBegin + index * bytesOfSlot(threads);
      return {
        args: new Float64Array(memory, begin, MAXIMUM_ARGUMENTS),
        numbers: integers(begin + 8 * MAXIMUM_ARGUMENTS, NUMBERS),
        fronts: integers(begin + 8 * MAXIMUM_ARGUMENTS + 4 * NUMBERS, threads),
      };
    }),
  };
}

/** A multiple of eight. */
function bytesOfSlot(threads: number): number {
  return 8 * MAXIMUM_ARGUMENTS + 4 * NUMBERS + 8 * Math.ceil(threads / 2);
}

/** The slot of a job that has not been overwritten. */
export function slotOf({ slots }: JobRing, job: number): Slot {
  return slots[job & (SLOTS - 1)]!;
}

/** Puts a job into the ring, which must have room for it, and returns its number. */
export function announce(ring: JobRing, { kernel, args, units, multiple, whole }: Job): number {
  const job = ring.counters[HEAD]!;
  const slot = slotOf(ring, job);
  const { numbers, fronts } = slot;
  const share = Math.ceil(units / ring.threads / multiple) * multiple;
  slot.args.set(args);
  numbers[KERNEL] = kernel;
  numbers[ARGUMENTS] = args.length;
  numbers[UNITS] = units;
  numbers[MULTIPLE] = multiple;
  numbers[SHARE] = share;
  numbers[WHOLE] = whole ? 1 : 0;
  numbers[DONE] = 0;
  for (let thread = 0; thread < ring.threads; thread++) {
    fronts[thread] = thread * share;
  }
  Atomics.store(ring.counters, HEAD, (job + 1) | 0);
  wakeSleepers(ring);
  return job;
}

/** Whether a job was announced. */
export function isAnnounced({ counters }: JobRing, job: number): boolean {
  return isBefore(job, Atomics.load(counters, HEAD));
}

/** Whether all units of a job are done; the job must still be in its slot. */
export function isDone(ring: JobRing, job: number): boolean {
  const { numbers } = slotOf(ring, job);
  return Atomics.load(numbers, DONE) === numbers[UNITS];
}

/** Whether a job's slot is free: all threads but 0 have left the job that was there before. */
export function hasRoom({ places, threads }: JobRing, job: number): boolean {
  for (let thread = 1; thread < threads; thread++) {
    if (!isBefore((job - SLOTS) | 0, Atomics.load(places, thread))) {
      return false;
    }
  }
  return true;
}

/** Whether a job comes before another. */
export function isBefore(job: number, other: number): boolean {
  return ((job - other) | 0) < 0;
}

/** Notes that a thread has left a job that is done. */
export function leave(
  ring: JobRing,
  { thread, job }: { readonly thread: number; readonly job: number },
): void {
  Atomics.store(ring.places, thread, (job + 1) | 0);
  wakeSleepers(ring);
}

/** Waits until a condition on a job holds. A thread that changes what the condition reads must call {@link wakeSleepers}. */
export function awaitUntil(
  condition: (ring: JobRing, job: number) => boolean,
  ring: JobRing,
  job: number,
): void {
  for (let spin = 0; spin < SPINS; spin++) {
    if (condition(ring, job)) {
      return;
    }
  }
  const { counters } = ring;
  Atomics.add(counters, SLEEPERS, 1);
  // An event between the check and the wait changes the counter, and then the wait returns at once.
  for (let event = Atomics.load(counters, EVENTS); !condition(ring, job); ) {
    Atomics.wait(counters, EVENTS, event);
    event = Atomics.load(counters, EVENTS);
  }
  Atomics.sub(counters, SLEEPERS, 1);
}

/** Wakes sleeping threads, so that they check their condition again. */
export function wakeSleepers({ counters }: JobRing): void {
  if (Atomics.load(counters, SLEEPERS) === 0) {
    return;
  }
  Atomics.add(counters, EVENTS, 1);
  Atomics.notify(counters, EVENTS);
}
