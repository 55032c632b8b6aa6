/**
 * What the threads of a kernel pool share: a ring of works, each a kernel, its arguments, and how far it has come. Thread 0
 * announces works, and all threads take part in them in that order, in each when the one before it is done. Works are numbered
 * from 0, in 32-bit integers that wrap round.
 */
export interface WorkRing {
  readonly threads: number;
  /** The number of the next work to be announced, and what {@link awaitUntil} keeps. */
  readonly counters: Int32Array;
  /** For each thread but 0 the first work that it has not left; the slots of those before are free for new ones. */
  readonly places: Int32Array;
  readonly slots: readonly Slot[];
}

/** A work's place in the ring. */
export interface Slot {
  readonly numbers: Int32Array;
  /** First unit of each thread's share that nobody has taken. */
  readonly fronts: Int32Array;
  readonly args: Float64Array;
}

/** A kernel to run over units; a range of them is [begin, end). */
export interface Work {
  /** Its place in the pool's list of names. */
  readonly kernel: number;
  readonly args: readonly number[];
  /** At least one. */
  readonly units: number;
  /** Ranges begin at multiples of this. */
  readonly multiple: number;
  /** Whether each share is one range. */
  readonly whole: boolean;
}

/**
 * Works under way at a time, a power of two: enough to keep the other threads busy while thread 0 builds operations or
 * collects garbage.
 */
export const SLOTS = 16;
const MOST_ARGUMENTS = 32;

// Of the counters.
const HEAD = 0;
const SLEEPERS = 1;
const EVENTS = 2;
const COUNTERS = 4;

// Of a slot's numbers.
export const KERNEL = 0;
export const ARGUMENTS = 1;
export const UNITS = 2;
export const MULTIPLE = 3;
export const SHARE = 4;
export const WHOLE = 5;
export const DONE = 6;
const NUMBERS = 8;

/**
 * Looks before a thread goes to sleep: about five milliseconds, more than thread 0 mostly takes from one work to the next.
 * A sleeping thread takes tens of microseconds to wake, and then may share a core with the one that woke it for milliseconds.
 */
const LOOKS = 500_000;

/** Makes the memory of a ring for so many threads; its parts are multiples of eight bytes, as the arguments in slots need. */
export function createRing(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * COUNTERS + 8 * threads + SLOTS * bytesOfSlot(threads));
}

/** Reads such memory, in any of the threads. */
export function openRing(memory: SharedArrayBuffer, threads: number): WorkRing {
  const integers = (offset: number, length: number) => new Int32Array(memory, offset, length);
  const slotsBegin = 4 * COUNTERS + 8 * threads;
  return {
    threads,
    counters: integers(0, COUNTERS),
    places: integers(4 * COUNTERS, threads),
    slots: Array.from({ length: SLOTS }, (_, index) => {
      const begin = slotsBegin + index * bytesOfSlot(threads);
      return {
        args: new Float64Array(memory, begin, MOST_ARGUMENTS),
        numbers: integers(begin + 8 * MOST_ARGUMENTS, NUMBERS),
        fronts: integers(begin + 8 * MOST_ARGUMENTS + 4 * NUMBERS, threads),
      };
    }),
  };
}

/** A multiple of eight. */
function bytesOfSlot(threads: number): number {
  return 8 * MOST_ARGUMENTS + 4 * NUMBERS + 8 * Math.ceil(threads / 2);
}

/** The slot of a work that is under way. */
export function slotOf({ slots }: WorkRing, work: number): Slot {
  return slots[work & (SLOTS - 1)]!;
}

/** Puts a work into the ring, which must have room for it, and gives its number. */
export function announce(ring: WorkRing, { kernel, args, units, multiple, whole }: Work): number {
  const work = ring.counters[HEAD]!;
  const slot = slotOf(ring, work);
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
  Atomics.store(ring.counters, HEAD, (work + 1) | 0);
  wakeSleepers(ring);
  return work;
}

/** Whether a work was announced. */
export function isAnnounced({ counters }: WorkRing, work: number): boolean {
  return isBefore(work, Atomics.load(counters, HEAD));
}

/** Whether all units of a work, which is still in its slot, are done. */
export function isDone(ring: WorkRing, work: number): boolean {
  const { numbers } = slotOf(ring, work);
  return Atomics.load(numbers, DONE) === numbers[UNITS];
}

/** Whether all threads but 0 have left the work whose slot another takes. */
export function hasRoom({ places, threads }: WorkRing, work: number): boolean {
  for (let thread = 1; thread < threads; thread++) {
    if (!isBefore((work - SLOTS) | 0, Atomics.load(places, thread))) {
      return false;
    }
  }
  return true;
}

/** Whether a work comes before another. */
export function isBefore(work: number, other: number): boolean {
  return ((work - other) | 0) < 0;
}

/** Says that a thread has left a work that is done. */
export function leave(
  ring: WorkRing,
  { thread, work }: { readonly thread: number; readonly work: number },
): void {
  Atomics.store(ring.places, thread, (work + 1) | 0);
  wakeSleepers(ring);
}

/** Waits until a condition on a work holds; whoever may bring it about calls {@link wakeSleepers} after. */
export function awaitUntil(
  condition: (ring: WorkRing, work: number) => boolean,
  ring: WorkRing,
  work: number,
): void {
  for (let look = 0; look < LOOKS; look++) {
    if (condition(ring, work)) {
      return;
    }
  }
  const { counters } = ring;
  Atomics.add(counters, SLEEPERS, 1);
  // An event between the look at the condition and the sleep changes the counter, and there is no sleep.
  for (let event = Atomics.load(counters, EVENTS); !condition(ring, work); ) {
    Atomics.wait(counters, EVENTS, event);
    event = Atomics.load(counters, EVENTS);
  }
  Atomics.sub(counters, SLEEPERS, 1);
}

/** Has sleeping threads look again. */
export function wakeSleepers({ counters }: WorkRing): void {
  if (Atomics.load(counters, SLEEPERS) === 0) {
    return;
  }
  Atomics.add(counters, EVENTS, 1);
  Atomics.notify(counters, EVENTS);
}
