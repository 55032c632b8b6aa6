import {
  ARGUMENTS,
  DONE,
  type JobRing,
  KERNEL,
  MULTIPLE,
  SHARE,
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
  const { numbers, fronts, args } = slotOf(ring, job);
  const kernel = kernels[numbers[KERNEL]!]!;
  const count = numbers[ARGUMENTS]!;
  const units = numbers[UNITS]!;
  const multiple = numbers[MULTIPLE]!;
  const share = numbers[SHARE]!;
  const whole = numbers[WHOLE] === 1;
  list.length = count + 3;
  for (let i = 0; i < count; i++) {
    list[i] = args[i]!;
  }
  list[count + 2] = thread;
  for (let step = 0; step < ring.threads; step++) {
    const owner = (thread + step) % ring.threads;
    const end = Math.min(units, (owner + 1) * share);
    for (let front = Atomics.load(fronts, owner); front < end; ) {
      const left = end - front;
      const length = whole ? left : Math.min(left, Math.ceil(left / 2 / multiple) * multiple);
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
