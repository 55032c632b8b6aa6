import { describe, expect, it } from 'vitest';
import { KERNEL_PARAMETERS } from '../../../src/generated/kernel-parameters.js';
import {
  createRing,
  enter,
  isAnnounced,
  isDone,
  leave,
  openRing,
  SLOTS,
} from '../../../src/wasm/threads/job-ring.js';
import { jobWaiter } from '../../../src/wasm/threads/job-waiter.js';
import type { KernelName } from '../../../src/wasm/threads/kernel-pool.js';
import { queueKernels } from '../../../src/wasm/threads/queue-kernels.js';
import { type Kernel, runJob } from '../../../src/wasm/threads/run-job.js';

const NAMES = Object.keys(KERNEL_PARAMETERS) as KernelName[];

/** A queue for two threads. The other one works when `other` is called, or with `abreast` whenever this one runs a kernel. */
function queueOfTwo({ abreast = false } = {}) {
  const memory = createRing(2);
  const log: string[] = [];
  const kernels = Object.fromEntries(
    NAMES.map((name) => [
      name,
      (...args: number[]) => {
        if (abreast && args.at(-1) === 0) {
          other();
        }
        log.push(`${name} ${args.join(' ')}`);
      },
    ]),
  ) as Record<KernelName, Kernel>;
  const own = openRing(memory, 2);
  const queue = queueKernels(own, kernels, { awaitUntil: jobWaiter(own) });
  const ring = openRing(memory, 2);
  let job = 0;
  /** The other thread's turn, as in run-jobs.ts; false if it would wait. */
  const other = (): boolean => {
    if (!isAnnounced(ring, job)) {
      return false;
    }
    if (enter(ring, { thread: 1, job })) {
      runJob(ring, job, { thread: 1, kernels: NAMES.map((name) => kernels[name]), list: [] });
      leave(ring, 1);
    }
    const done = isDone(ring, job);
    job += done ? 1 : 0;
    return done;
  };
  return { queue, log, other };
}

describe('a queue of kernels', () => {
  it('returns before the kernels have run, and finishes them in order', () => {
    const { queue, log } = queueOfTwo();
    queue.run('relu', { x: 1, out: 7 }, { units: 2 });
    queue.run('addParts', { parts: 5, sums: 6, blocks: 2, channels: 3, scale: 0.5 });
    expect(log).toEqual([]);
    queue.finish();
    expect(log).toEqual(['relu 1 7 0 1 0', 'relu 1 7 1 2 0', 'addParts 5 6 2 3 0.5 0 1 0']);
    queue.finish();
    expect(log).toHaveLength(3);
  });

  it('lets another thread run them all', () => {
    const { queue, log, other } = queueOfTwo();
    queue.run('relu', { x: 1, out: 7 }, { units: 2 });
    queue.run('selu', { x: 2, out: 8 });
    expect([other(), other(), other()]).toEqual([true, true, false]);
    expect(log).toEqual(['relu 1 7 1 2 1', 'relu 1 7 0 1 1', 'selu 2 8 0 1 1']);
    queue.finish();
    expect(log).toHaveLength(3);
  });

  it('does not wait for a thread that never comes', () => {
    const { queue, log } = queueOfTwo();
    for (let call = 0; call < 3 * SLOTS; call++) {
      queue.run('relu', { x: call, out: 0 });
    }
    queue.finish();
    expect(log.map((line) => Number(line.split(' ')[1]))).toEqual([...new Array(3 * SLOTS).keys()]);
  });

  it('takes part when the ring is full, and reuses its slots', () => {
    const { queue, log } = queueOfTwo({ abreast: true });
    for (let call = 0; call < SLOTS; call++) {
      queue.run('relu', { x: call, out: 0 });
    }
    expect(log).toEqual([]);
    for (let call = SLOTS; call < 3 * SLOTS; call++) {
      queue.run('relu', { x: call, out: 0 });
    }
    expect(log.length).toBeGreaterThanOrEqual(2 * SLOTS);
    queue.finish();
    expect(log.map((line) => Number(line.split(' ')[1]))).toEqual([...new Array(3 * SLOTS).keys()]);
  });

  it('runs nothing if there are no units', () => {
    const { queue, log } = queueOfTwo();
    queue.run('relu', { x: 1, out: 7 }, { units: 0 });
    queue.finish();
    expect(log).toEqual([]);
  });

  it('frees memory when all earlier kernels are done, and at once if none is running', () => {
    const { queue, log, other } = queueOfTwo();
    const freed: string[] = [];
    queue.release(8, () => freed.push('idle'));
    expect(freed).toEqual(['idle']);
    queue.run('relu', { x: 1, out: 7 });
    queue.release(8, () => freed.push('after relu'));
    queue.run('selu', { x: 2, out: 8 });
    queue.release(8, () => freed.push('after selu'));
    other();
    queue.run('relu6', { x: 3, out: 9 });
    expect(freed).toEqual(['idle', 'after relu']);
    queue.finish();
    expect(freed).toEqual(['idle', 'after relu', 'after selu']);
    expect(log).toHaveLength(3);
  });

  it('waits if it would hold too much memory', () => {
    const { queue, log } = queueOfTwo();
    let freed = 0;
    queue.run('relu', { x: 1, out: 7 });
    for (let i = 0; i < 64; i++) {
      queue.release(2 ** 20, () => freed++);
    }
    expect([freed, log.length]).toEqual([0, 0]);
    queue.release(1, () => freed++);
    expect([freed, log.length]).toEqual([65, 1]);
  });
});
