/**
 * Memory that the threads of a kernel pool share: a ring of jobs, each with a kernel, its arguments and its progress.
 *
 * Thread 0 announces jobs. The other threads work on them in that order and start each one when the job before it is done. A
 * thread that comes late skips the jobs that are done by then: nobody waits for a thread that holds no part of a job. Jobs are
 * numbered from 0, in 32-bit integers that wrap around.
 */
export interface JobRing {
  readonly threads: number;
  /** The number of the next job, what sleeping threads wait on, and whether the ring has failed. */
  readonly counters: Int32Array;
  /** For each thread, the job that it last entered. */
  readonly places: Int32Array;
  /** For each thread, 1 while it is inside that job: its slot must not be overwritten. */
  readonly inside: Int32Array;
  readonly slots: readonly Slot[];
  /** Why the ring has failed, in UTF-8; see `ring-failure.ts`. */
  readonly text: Uint8Array;
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
export const SLEEPERS = 1;
export const EVENTS = 2;
export const FAILED = 3;
export const TEXT_LENGTH = 4;
export const RUNNING = 5;
const COUNTERS = 6;

/** Bytes of the text of a failure. */
const TEXT_BYTES = 512;

// Indices into a slot's numbers.
export const KERNEL = 0;
export const ARGUMENTS = 1;
export const UNITS = 2;
export const MULTIPLE = 3;
export const SHARE = 4;
export const WHOLE = 5;
export const DONE = 6;
const JOB = 7;
const NUMBERS = 8;

/**
 * Allocates a ring. Its parts are multiples of eight bytes, because the arguments in a slot are float64.
 *
 * @param running How many threads have a share of each job; the others stand by.
 */
export function createRing(threads: number, running: number = threads): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(slotsBegin(threads) + SLOTS * bytesOfSlot(threads) + TEXT_BYTES);
  openRing(memory, threads).counters[RUNNING] = running;
  return memory;
}

/** Opens a ring's memory; any thread can. */
export function openRing(memory: SharedArrayBuffer, threads: number): JobRing {
  const integers = (offset: number, length: number) => new Int32Array(memory, offset, length);
  const begin = slotsBegin(threads);
  return {
    threads,
    counters: integers(0, COUNTERS),
    places: integers(4 * COUNTERS, threads),
    inside: integers(4 * (COUNTERS + threads), threads),
    slots: Array.from({ length: SLOTS }, (_, index) => {
      const offset = begin + index * bytesOfSlot(threads);
      return {
        args: new Float64Array(memory, offset, MAXIMUM_ARGUMENTS),
        numbers: integers(offset + 8 * MAXIMUM_ARGUMENTS, NUMBERS),
        fronts: integers(offset + 8 * MAXIMUM_ARGUMENTS + 4 * NUMBERS, threads),
      };
    }),
    text: new Uint8Array(memory, begin + SLOTS * bytesOfSlot(threads), TEXT_BYTES),
  };
}

function slotsBegin(threads: number): number {
  return 4 * COUNTERS + 8 * threads;
}

/** A multiple of eight. */
function bytesOfSlot(threads: number): number {
  return 8 * MAXIMUM_ARGUMENTS + 4 * NUMBERS + 8 * Math.ceil(threads / 2);
}

/** The slot of a job that has not been overwritten. */
export function slotOf({ slots }: JobRing, job: number): Slot {
  return slots[job & (SLOTS - 1)]!;
}

/** The number that the next job will have. */
export function nextJob({ counters }: JobRing): number {
  return Atomics.load(counters, HEAD);
}

/**
 * Takes the slot of the next job, so that no thread enters the job that was there before, which must be done. Threads that are
 * inside it have to leave before {@link announce}: wait until {@link isVacant}.
 */
export function takeSlot(ring: JobRing): void {
  const job = nextJob(ring);
  Atomics.store(slotOf(ring, job).numbers, JOB, job);
}

/** Whether no thread is inside the job that had a job's slot before. */
export function isVacant({ places, inside, threads }: JobRing, job: number): boolean {
  for (let thread = 1; thread < threads; thread++) {
    if (Atomics.load(inside, thread) === 1 && Atomics.load(places, thread) === ((job - SLOTS) | 0)) {
      return false;
    }
  }
  return true;
}

/** Puts a job into the slot that was taken for it, and returns its number. */
export function announce(ring: JobRing, { kernel, args, units, multiple, whole }: Job): number {
  const job = nextJob(ring);
  const slot = slotOf(ring, job);
  const { numbers, fronts } = slot;
  const share = Math.ceil(units / ring.counters[RUNNING]! / multiple) * multiple;
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

/** Whether all units of an announced job are done; a later job may have its slot by now. */
export function isDone(ring: JobRing, job: number): boolean {
  const { numbers } = slotOf(ring, job);
  return Atomics.load(numbers, JOB) !== job || Atomics.load(numbers, DONE) === numbers[UNITS];
}

/** Whether a job comes before another. */
export function isBefore(job: number, other: number): boolean {
  return ((job - other) | 0) < 0;
}

/**
 * Enters an announced job, so that its slot stays as it is until the thread leaves.
 *
 * @returns False if the slot is already taken for a later job: then this one is done.
 */
export function enter(
  ring: JobRing,
  { thread, job }: { readonly thread: number; readonly job: number },
): boolean {
  Atomics.store(ring.places, thread, job);
  Atomics.store(ring.inside, thread, 1);
  // Thread 0 writes the number and then looks who is inside, so one of the two sees the other.
  if (Atomics.load(slotOf(ring, job).numbers, JOB) === job) {
    return true;
  }
  leave(ring, thread);
  return false;
}

/** Leaves the job that a thread has entered. */
export function leave(ring: JobRing, thread: number): void {
  Atomics.store(ring.inside, thread, 0);
  wakeSleepers(ring);
}

/** The place in the list of names of the kernel that a thread is running; undefined if it is in no job. */
export function kernelOf(ring: JobRing, thread: number): number | undefined {
  if (Atomics.load(ring.inside, thread) === 0) {
    return undefined;
  }
  return slotOf(ring, Atomics.load(ring.places, thread)).numbers[KERNEL];
}

/** Wakes sleeping threads, so that they check their condition again. */
export function wakeSleepers({ counters }: JobRing): void {
  if (Atomics.load(counters, SLEEPERS) === 0) {
    return;
  }
  Atomics.add(counters, EVENTS, 1);
  Atomics.notify(counters, EVENTS);
}
