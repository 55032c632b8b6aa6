import { describe, expect, it } from 'vitest';
import {
  announce,
  createRing,
  hasRoom,
  isAnnounced,
  isBefore,
  isDone,
  type JobRing,
  leave,
  openRing,
  SLOTS,
} from '../../../src/wasm/threads/job-ring.js';
import { runJob } from '../../../src/wasm/threads/run-job.js';

const job = { kernel: 0, args: [], units: 1, multiple: 1, whole: false };

function run(ring: JobRing, { thread, job }: { readonly thread: number; readonly job: number }): void {
  runJob(ring, job, { thread, kernels: [() => {}], list: [] });
}

describe('a ring of jobs', () => {
  it('numbers jobs in order, and knows which are announced and which are done', () => {
    const ring = openRing(createRing(2), 2);
    expect(isAnnounced(ring, 0)).toBe(false);
    expect([announce(ring, job), announce(ring, job)]).toEqual([0, 1]);
    expect([0, 1, 2].map((number) => isAnnounced(ring, number))).toEqual([true, true, false]);
    run(ring, { thread: 1, job: 0 });
    expect([0, 1].map((number) => isDone(ring, number))).toEqual([true, false]);
  });

  it('has room for a job when every other thread has left the job in its slot', () => {
    const ring = openRing(createRing(3), 3);
    for (let number = 0; number < SLOTS; number++) {
      expect(hasRoom(ring, number)).toBe(true);
      announce(ring, job);
      run(ring, { thread: 0, job: number });
    }
    expect(hasRoom(ring, SLOTS)).toBe(false);
    leave(ring, { thread: 2, job: 0 });
    expect(hasRoom(ring, SLOTS)).toBe(false);
    leave(ring, { thread: 1, job: 0 });
    expect(hasRoom(ring, SLOTS)).toBe(true);
    expect(hasRoom(ring, SLOTS + 1)).toBe(false);
  });

  it('is the same memory for all threads', () => {
    const memory = createRing(5);
    const [one, other] = [openRing(memory, 5), openRing(memory, 5)];
    for (let number = 0; number < SLOTS; number++) {
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
    ring.places.fill(first);
    expect(isBefore(first, last)).toBe(true);
    for (let number = first; number !== last; number = (number + 1) | 0) {
      expect(hasRoom(ring, number)).toBe(true);
      expect(isAnnounced(ring, number)).toBe(false);
      expect(announce(ring, job)).toBe(number);
      expect(isAnnounced(ring, number)).toBe(true);
      run(ring, { thread: 1, job: number });
      expect(isDone(ring, number)).toBe(true);
      leave(ring, { thread: 1, job: number });
    }
  });
});
