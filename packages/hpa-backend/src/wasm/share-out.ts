/**
 * How the threads of a kernel pool share out one kernel after another, in a block of shared memory: counters, each thread's
 * front, and the kernel's arguments. `workers/kernel-worker.mjs` runs the other end of it.
 *
 * Each thread has a share of the units of its own, the same one for all kernels of that many units, so that what it wrote
 * is in its cache when the next kernel reads it. It takes half of what is left at a time, and who is done takes from the
 * others, so that cores of unequal speed end together.
 */
export interface Control {
  readonly counters: Int32Array;
  /** First unit of each thread's share that nobody has taken. */
  readonly fronts: Int32Array;
  readonly numbers: Float64Array;
}

/** A kernel of the WebAssembly module. */
export type Kernel = (...args: number[]) => void;

/** A kernel to run over units; a range of them is [begin, end). */
export interface Work {
  /** Its place in the pool's list of names. */
  readonly kernel: number;
  readonly args: readonly number[];
  readonly units: number;
  /** Ranges begin at multiples of this. */
  readonly multiple: number;
  /** Whether each share is one range. */
  readonly whole: boolean;
}

const GENERATION = 0;
const PENDING = 1;
const KERNEL = 2;
const ARGUMENTS = 3;
const UNITS = 4;
const MULTIPLE = 5;
const SHARE = 6;
const WHOLE = 7;
const COUNTERS = 8;
const MOST_ARGUMENTS = 32;

/**
 * Looks at a counter before a thread goes to sleep: about five milliseconds, more than tfjs-core mostly takes from one kernel
 * to the next, its walks over the tape and collections of garbage among it. A sleeping thread takes tens of microseconds to wake,
 * and then may share a core with the one that woke it for milliseconds.
 */
const LOOKS = 1_000_000;

/** Makes the block for so many threads. */
export function createControl(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * COUNTERS + 8 * threads + 8 * MOST_ARGUMENTS);
}

/** Reads such a block. */
export function openControl(block: SharedArrayBuffer): Control {
  const threads = (block.byteLength - 4 * COUNTERS - 8 * MOST_ARGUMENTS) / 8;
  return {
    counters: new Int32Array(block, 0, COUNTERS),
    fronts: new Int32Array(block, 4 * COUNTERS, threads),
    numbers: new Float64Array(block, 4 * COUNTERS + 8 * threads),
  };
}

/** Hands work to the other threads; {@link takeRanges} then does this one's part and {@link awaitOthers} waits for theirs. */
export function announce(
  { counters, fronts, numbers }: Control,
  { kernel, args, units, multiple, whole }: Work,
): void {
  const share = Math.ceil(units / fronts.length / multiple) * multiple;
  numbers.set(args);
  counters[KERNEL] = kernel;
  counters[ARGUMENTS] = args.length;
  counters[UNITS] = units;
  counters[MULTIPLE] = multiple;
  counters[SHARE] = share;
  counters[WHOLE] = whole ? 1 : 0;
  for (let thread = 0; thread < fronts.length; thread++) fronts[thread] = thread * share;
  Atomics.store(counters, PENDING, fronts.length - 1);
  Atomics.add(counters, GENERATION, 1);
  Atomics.notify(counters, GENERATION);
}

/**
 * Calls a kernel with the announced arguments, the begin and end of a range and the thread's number, range after range: first
 * of the thread's own share, then of what the others have left.
 *
 * @param list Room for the arguments, the same array each time: a thousand calls a step would make garbage of as many.
 */
export function takeRanges(
  { counters, fronts, numbers }: Control,
  { thread, kernel, list }: { readonly thread: number; readonly kernel: Kernel; readonly list: number[] },
): void {
  const count = counters[ARGUMENTS]!;
  const units = counters[UNITS]!;
  const multiple = counters[MULTIPLE]!;
  const share = counters[SHARE]!;
  const whole = counters[WHOLE] === 1;
  list.length = count + 3;
  for (let i = 0; i < count; i++) list[i] = numbers[i]!;
  list[count + 2] = thread;
  for (let step = 0; step < fronts.length; step++) {
    const owner = (thread + step) % fronts.length;
    const end = Math.min(units, (owner + 1) * share);
    for (let front = Atomics.load(fronts, owner); front < end; ) {
      const left = end - front;
      const length = whole ? left : Math.min(left, Math.ceil(left / 2 / multiple) * multiple);
      const found = Atomics.compareExchange(fronts, owner, front, front + length);
      if (found === front) {
        list[count] = front;
        list[count + 1] = front + length;
        kernel.apply(undefined, list);
      }
      front = Atomics.load(fronts, owner);
    }
  }
}

/** Waits until no other thread is busy. */
export function awaitOthers({ counters }: Control): void {
  for (let look = 0; look < LOOKS && Atomics.load(counters, PENDING) > 0; look++);
  for (
    let pending = Atomics.load(counters, PENDING);
    pending > 0;
    pending = Atomics.load(counters, PENDING)
  ) {
    Atomics.wait(counters, PENDING, pending);
  }
}

/** Waits for work other than that of a generation, and gives its own. */
export function awaitWork({ counters }: Control, seen: number): number {
  for (let look = 0; look < LOOKS && Atomics.load(counters, GENERATION) === seen; look++);
  Atomics.wait(counters, GENERATION, seen);
  return Atomics.load(counters, GENERATION);
}

/** The announced kernel's place in the pool's list of names. */
export function announcedKernel({ counters }: Control): number {
  return counters[KERNEL]!;
}

/** Says that a thread has done its part. */
export function report({ counters }: Control): void {
  if (Atomics.sub(counters, PENDING, 1) === 1) Atomics.notify(counters, PENDING);
}
