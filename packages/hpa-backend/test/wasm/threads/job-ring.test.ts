import { describe, expect, it } from 'vitest';
import {
  announce,
  createRing,
  enter,
  isAnnounced,
  isBefore,
  isDone,
  isVacant,
  type JobRing,
  kernelOf,
  leave,
  openRing,
  SLOTS,
  takeSlot,
} from '../../../src/wasm/threads/job-ring.js';
import { jobWaiter } from '../../../src/wasm/threads/job-waiter.js';
import { failureOf, reportFailure } from '../../../src/wasm/threads/ring-failure.js';
import { runJob } from '../../../src/wasm/threads/run-job.js';

const job = { kernel: 0, args: [], units: 1, multiple: 1, whole: false };

function announceNext(ring: JobRing): number {
  takeSlot(ring);
  return announce(ring, job);
}

function run(ring: JobRing, { thread, job }: { readonly thread: number; readonly job: number }): void {
  runJob(ring, job, { thread, kernels: [() => {}], list: [] });
}

describe('a ring of jobs', () => {
  it('numbers jobs in order, and knows which are announced and which are done', () => {
    const ring = openRing(createRing(2), 2);
    expect(isAnnounced(ring, 0)).toBe(false);
    expect([announceNext(ring), announceNext(ring)]).toEqual([0, 1]);
    expect([0, 1, 2].map((number) => isAnnounced(ring, number))).toEqual([true, true, false]);
    run(ring, { thread: 1, job: 0 });
    expect([0, 1].map((number) => isDone(ring, number))).toEqual([true, false]);
  });

  it('keeps the slot of a job while a thread is inside it, and nobody waits for threads that are not', () => {
    const ring = openRing(createRing(3), 3);
    for (let number = 0; number < SLOTS; number++) {
      announceNext(ring);
      run(ring, { thread: 0, job: number });
    }
    expect(enter(ring, { thread: 2, job: 0 })).toBe(true);
    takeSlot(ring);
    expect(isVacant(ring, SLOTS)).toBe(false);
    leave(ring, 2);
    expect(isVacant(ring, SLOTS)).toBe(true);
    announce(ring, job);
    expect([0, 1, SLOTS].map((number) => isDone(ring, number))).toEqual([true, true, false]);
  });

  it('lets no thread enter a job whose slot is taken for a later one', () => {
    const ring = openRing(createRing(2), 2);
    for (let number = 0; number < SLOTS; number++) {
      announceNext(ring);
      run(ring, { thread: 0, job: number });
    }
    takeSlot(ring);
    expect(enter(ring, { thread: 1, job: 0 })).toBe(false);
    expect(isVacant(ring, SLOTS)).toBe(true);
    expect(enter(ring, { thread: 1, job: 1 })).toBe(true);
  });

  it('knows which kernel a thread is running', () => {
    const ring = openRing(createRing(2), 2);
    takeSlot(ring);
    announce(ring, { ...job, kernel: 7 });
    expect(kernelOf(ring, 1)).toBeUndefined();
    enter(ring, { thread: 1, job: 0 });
    expect(kernelOf(ring, 1)).toBe(7);
    leave(ring, 1);
    expect(kernelOf(ring, 1)).toBeUndefined();
  });

  it('fails once, for all threads, and says why', () => {
    const memory = createRing(2);
    const [one, other] = [openRing(memory, 2), openRing(memory, 2)];
    expect(failureOf(one)).toBeUndefined();
    reportFailure(one, 'kernel relu failed: größer');
    reportFailure(other, 'something else');
    expect(failureOf(other)).toBe('kernel relu failed: größer');
    const awaitUntil = jobWaiter(other);
    expect(() => awaitUntil(isAnnounced, 0)).toThrow('kernel relu failed: größer');
  });

  it('asks whether the others live while it sleeps', () => {
    const ring = openRing(createRing(2), 2);
    let probes = 0;
    const probe = () => {
      probes++;
      if (probes === 2) {
        reportFailure(ring, 'thread 1 of 2 ended');
      }
    };
    expect(() => jobWaiter(ring, { probe })(isAnnounced, 0)).toThrow('thread 1 of 2 ended');
    expect(probes).toBe(2);
  });

  it('is waited for without sleep on a thread that may not, until a job is done or the ring fails', () => {
    const ring = openRing(createRing(2), 2);
    const awaitUntil = jobWaiter(ring, { maySleep: false });
    const { wait } = Atomics;
    Atomics.wait = () => {
      throw new TypeError('Atomics.wait cannot be called in this context');
    };
    try {
      let checks = 0;
      awaitUntil(() => ++checks > 100_000, 0);
      expect(checks).toBe(100_001);
      const fails = () => {
        reportFailure(ring, 'thread 1 of 2 ended');
        return false;
      };
      expect(() => awaitUntil(fails, 0)).toThrow('thread 1 of 2 ended');
      // That this thread may not sleep is found out.
      expect(() => jobWaiter(ring)(isAnnounced, 0)).toThrow('thread 1 of 2 ended');
    } finally {
      Atomics.wait = wait;
    }
  });

  it('is the same memory for all threads', () => {
    const memory = createRing(5);
    const [one, other] = [openRing(memory, 5), openRing(memory, 5)];
    for (let number = 0; number < SLOTS; number++) {
      takeSlot(one);
      announce(one, { ...job, args: [number, -number] });
    }
    for (let number = 0; number < SLOTS; number++) {
      const seen: number[][] = [];
      const kernels = [(...args: number[]) => void seen.push(args)];
      runJob(other, number, { thread: 4, kernels, list: [] });
      expect(seen).toEqual([[number, -number, 0, 1, 4]]);
      expect(isDone(one, number)).toBe(true);
    }
  });

  it('continues when the numbers wrap around', () => {
    const ring = openRing(createRing(2), 2);
    const [first, last] = [2 ** 31 - 2, -(2 ** 31) + 1];
    ring.counters.fill(first, 0, 1);
    expect(isBefore(first, last)).toBe(true);
    for (let number = first; number !== last; number = (number + 1) | 0) {
      expect(isAnnounced(ring, number)).toBe(false);
      expect(announceNext(ring)).toBe(number);
      expect(isAnnounced(ring, number)).toBe(true);
      expect(enter(ring, { thread: 1, job: number })).toBe(true);
      run(ring, { thread: 1, job: number });
      expect(isDone(ring, number)).toBe(true);
      leave(ring, 1);
    }
  });
});
