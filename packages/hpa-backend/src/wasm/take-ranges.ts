import {
  ARGUMENTS,
  DONE,
  KERNEL,
  MULTIPLE,
  SHARE,
  slotOf,
  UNITS,
  WHOLE,
  type WorkRing,
  wakeSleepers,
} from './work-ring.js';

/** A kernel of the WebAssembly module. */
export type Kernel = (...args: number[]) => void;

/** A thread, as {@link takeRanges} knows it. */
export interface Taker {
  /** In [0, threads). */
  readonly thread: number;
  /** In the order of the pool's names. */
  readonly kernels: readonly Kernel[];
  /** Room for the arguments, the same array each time: a thousand calls a step would make garbage of as many. */
  readonly list: number[];
}

/**
 * Calls a work's kernel with its arguments, the begin and end of a range and the thread's number, range after range, until
 * none is left to take.
 *
 * Each thread has a share of the units of its own, the same one for all kernels of that many units, so that what it wrote
 * is in its cache when the next kernel reads it. It takes half of what is left at a time, and who is done takes from the
 * others, so that threads of unequal speed end together.
 */
export function takeRanges(ring: WorkRing, work: number, { thread, kernels, list }: Taker): void {
  const { numbers, fronts, args } = slotOf(ring, work);
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
