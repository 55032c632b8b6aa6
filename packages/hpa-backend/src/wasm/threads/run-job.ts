import {
  ARGUMENTS,
  DONE,
  type JobRing,
  KERNEL,
  MULTIPLE,
  SHARE,
  type Slot,
  slotOf,
  UNITS,
  WHOLE,
  wakeSleepers,
} from './job-ring.js';

/** A function of the WebAssembly module. */
export type Kernel = (...args: number[]) => void;

/** A thread that runs jobs. */
export interface JobWorker {
  /** In [0, threads). */
  readonly thread: number;
  /** All kernels, in the order in which jobs number them. */
  readonly kernels: readonly Kernel[];
  /** Scratch space for arguments. Reused, because a training step makes a thousand calls. */
  readonly list: number[];
}

/**
 * Runs a job's kernel over one range after another, until no range is left.
 *
 * Each thread starts with its own share of the units. The share is the same for all jobs with as many units, so what a
 * thread wrote is still in its cache when the next job reads it. A thread takes half of what is left at a time, and then
 * takes from the other shares, so threads of different speeds finish together.
 */
export function runJob(ring: JobRing, job: number, { thread, kernels, list }: JobWorker): void {
  const slot = slotOf(ring, job);
  const { numbers, fronts, args } = slot;
  const kernel = kernels[numbers[KERNEL]!]!;
  const count = numbers[ARGUMENTS]!;
  const units = numbers[UNITS]!;
  list.length = count + 3;
  for (let i = 0; i < count; i++) {
    list[i] = args[i]!;
  }
  list[count + 2] = thread;
  for (let step = 0; step < ring.threads; step++) {
    const owner = (thread + step) % ring.threads;
    const end = endOfShare(slot, owner);
    for (let front = Atomics.load(fronts, owner); front < end; ) {
      const length = unitsToTake(slot, end - front);
      const found = Atomics.compareExchange(fronts, owner, front, front + length);
      if (found === front) {
        list[count] = front;
        list[count + 1] = front + length;
        kernel.apply(undefined, list);
        if (Atomics.add(numbers, DONE, length) + length === units) {
          wakeSleepers(ring);
        }
      }
      front = Atomics.load(fronts, owner);
    }
  }
}

/** Where the share of a thread ends. */
export function endOfShare({ numbers }: Slot, owner: number): number {
  return Math.min(numbers[UNITS]!, (owner + 1) * numbers[SHARE]!);
}

/** How many units a thread takes of those that are left in a share. */
export function unitsToTake({ numbers }: Slot, left: number): number {
  const multiple = numbers[MULTIPLE]!;
  return numbers[WHOLE] === 1 ? left : Math.min(left, Math.ceil(left / 2 / multiple) * multiple);
}
