import { describe, expect, it } from 'vitest';
import { type KernelName, kernelNames } from '../../src/wasm/kernel-names.js';
import { queueKernels } from '../../src/wasm/queue-kernels.js';
import { type Kernel, takeRanges } from '../../src/wasm/take-ranges.js';
import { createRing, isAnnounced, isDone, leave, openRing, SLOTS } from '../../src/wasm/work-ring.js';

/** A queue over two threads, the other of which works when told, or whenever this one runs a kernel. */
function queueOfTwo({ abreast = false } = {}) {
  const memory = createRing(2);
  const log: string[] = [];
  const kernels = Object.fromEntries(
    kernelNames.map((name) => [
      name,
      (...args: number[]) => {
        if (abreast && args.at(-1) === 0) {
          other();
        }
        log.push(`${name} ${args.join(' ')}`);
      },
    ]),
  ) as Record<KernelName, Kernel>;
  const queue = queueKernels(openRing(memory, 2), kernels);
  const ring = openRing(memory, 2);
  let work = 0;
  /** The other thread's turn, as workers/kernel-worker.mjs has it; false where it would wait. */
  const other = (): boolean => {
    if (!isAnnounced(ring, work)) {
      return false;
    }
    takeRanges(ring, work, { thread: 1, kernels: kernelNames.map((name) => kernels[name]), list: [] });
    if (!isDone(ring, work)) {
      return false;
    }
    leave(ring, { thread: 1, work });
    work++;
    return true;
  };
  return { queue, log, other };
}

describe('a queue of kernels', () => {
  it('returns before they ran, and finishes them in order', () => {
    const { queue, log } = queueOfTwo();
    queue.parallel('relu', [1], { units: 2 });
    queue.run('addParts', [5, 6]);
    expect(log).toEqual([]);
    queue.finish();
    expect(log).toEqual(['relu 1 0 1 0', 'relu 1 1 2 0', 'addParts 5 6 0 1 0']);
    queue.finish();
    expect(log).toHaveLength(3);
  });

  it('lets another thread run them all', () => {
    const { queue, log, other } = queueOfTwo();
    queue.parallel('relu', [1], { units: 2 });
    queue.parallel('selu', [2], { units: 1 });
    expect([other(), other(), other()]).toEqual([true, true, false]);
    expect(log).toEqual(['relu 1 1 2 1', 'relu 1 0 1 1', 'selu 2 0 1 1']);
    queue.finish();
    expect(log).toHaveLength(3);
  });

  it('takes part when the ring is full, and goes round it', () => {
    const { queue, log } = queueOfTwo({ abreast: true });
    for (let call = 0; call < SLOTS; call++) {
      queue.parallel('relu', [call], { units: 1 });
    }
    expect(log).toEqual([]);
    for (let call = SLOTS; call < 3 * SLOTS; call++) {
      queue.parallel('relu', [call], { units: 1 });
    }
    expect(log.length).toBeGreaterThanOrEqual(2 * SLOTS);
    queue.finish();
    expect(log.map((line) => Number(line.split(' ')[1]))).toEqual([...new Array(3 * SLOTS).keys()]);
  });

  it('runs nothing where there are no units', () => {
    const { queue, log } = queueOfTwo();
    queue.parallel('relu', [1], { units: 0 });
    queue.finish();
    expect(log).toEqual([]);
  });

  it('gives memory back when the kernels called before are done, and at once where none is', () => {
    const { queue, log, other } = queueOfTwo();
    const freed: string[] = [];
    queue.release(8, () => freed.push('idle'));
    expect(freed).toEqual(['idle']);
    queue.parallel('relu', [1], { units: 1 });
    queue.release(8, () => freed.push('after relu'));
    queue.parallel('selu', [2], { units: 1 });
    queue.release(8, () => freed.push('after selu'));
    other();
    queue.parallel('dropout', [3], { units: 1 });
    expect(freed).toEqual(['idle', 'after relu']);
    queue.finish();
    expect(freed).toEqual(['idle', 'after relu', 'after selu']);
    expect(log).toHaveLength(3);
  });

  it('waits rather than hold much memory', () => {
    const { queue, log } = queueOfTwo();
    let freed = 0;
    queue.parallel('relu', [1], { units: 1 });
    for (let i = 0; i < 64; i++) {
      queue.release(2 ** 20, () => freed++);
    }
    expect([freed, log.length]).toEqual([0, 0]);
    queue.release(1, () => freed++);
    expect([freed, log.length]).toEqual([65, 1]);
  });
});
