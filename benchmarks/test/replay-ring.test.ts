import { describe, expect, it } from 'vitest';
import { createRing, openRing, SLOTS } from '../../packages/hpa-backend/src/wasm/threads/job-ring.js';
import { jobWaiter } from '../../packages/hpa-backend/src/wasm/threads/job-waiter.js';
import type { KernelName } from '../../packages/hpa-backend/src/wasm/threads/kernel-pool.js';
import {
  KERNEL_NAMES,
  MAXIMUM_HELD_BYTES,
  queueKernels,
} from '../../packages/hpa-backend/src/wasm/threads/queue-kernels.js';
import type { Kernel } from '../../packages/hpa-backend/src/wasm/threads/run-job.js';
import { FREE_RING, replayRing } from '../replay-ring.js';
import { kernelLosses, limitsAlone } from '../ring-limits.js';
import {
  calmestOf,
  joinRecordings,
  noLongerThan,
  type RecordedCall,
  type RecordedJob,
  type StepRecording,
} from '../step-recording.js';

/** A job with a unit for each of these times, in milliseconds, all ranges of one unit. */
function job(milliseconds: readonly number[], { before = 0 } = {}): RecordedCall & RecordedJob {
  return {
    kind: 'job',
    kernel: 'relu',
    before,
    units: milliseconds.length,
    multiple: 1,
    whole: false,
    ranges: milliseconds.map((time, begin) => ({ begin, milliseconds: time })),
  };
}

const FINISH: RecordedCall = { kind: 'finish', before: 0 };
const replay = (threads: number, calls: readonly RecordedCall[], { after = 0 } = {}) =>
  replayRing({ threads, calls, after }, FREE_RING);

describe('replayRing', () => {
  it('adds everything up on one thread', () => {
    expect(replay(1, [job([3], { before: 2 }), FINISH, job([4])], { after: 1 })).toEqual({
      milliseconds: 10,
      activities: { kernels: 7, ring: 0, calling: 3, 'job awaited': 0, 'others awaited': 0 },
    });
  });

  it('has the calling thread take part when it needs the result', () => {
    expect(replay(2, [job([5, 5], { before: 1 }), FINISH])).toEqual({
      milliseconds: 6,
      activities: { kernels: 10, ring: 0, calling: 1, 'job awaited': 1, 'others awaited': 0 },
    });
  });

  it('runs kernels behind the calls, each when the one before it is done', () => {
    // The other thread runs the first from 0 to 4; the second, called at 3, runs from 4 to 8.
    const { milliseconds, activities } = replay(2, [job([4]), job([4], { before: 3 }), FINISH]);
    expect(milliseconds).toBe(8);
    expect(activities).toMatchObject({ kernels: 8, calling: 3 });
  });

  it('has the calling thread take part when the ring is full', () => {
    const calls = Array.from({ length: 2 * SLOTS }, () => job([1, 1]));
    expect(replay(2, calls).milliseconds).toBe(2 * SLOTS);
    // As many as there are slots are left to the other thread, while the calling one is busy.
    expect(replay(2, calls.slice(0, SLOTS), { after: 2 * SLOTS }).milliseconds).toBe(2 * SLOTS);
  });

  it('has threads help with the shares of others', () => {
    // Shares of two: the first thread is done at 2 and takes the last unit, while the second one runs until 4.
    expect(replay(2, [job([1, 1, 4, 1]), FINISH]).milliseconds).toBe(4);
  });

  it('leaves threads idle if there are too few units', () => {
    const { milliseconds, activities } = replay(4, [job([8]), FINISH]);
    expect(milliseconds).toBe(8);
    expect(activities).toMatchObject({ kernels: 8, 'job awaited': 0, 'others awaited': 3 * 8 });
  });

  it('counts what the ring costs', () => {
    const costs = { announce: 1, enter: 0.5, take: 0.125, transfer: 0.25, wake: 2 };
    // The other thread sleeps when the job is announced at 1, runs at 3.25, is in at 3.75, has the range at 4.125 and is done at 7.125.
    const recording = { threads: 2, calls: [job([3]), { ...FINISH, before: 10 }], after: 0 };
    expect(replayRing(recording, costs)).toEqual({
      milliseconds: 11,
      activities: { kernels: 3, ring: 4.125, calling: 10, 'job awaited': 1 + 3.875, 'others awaited': 0 },
    });
  });

  it('waits if more memory is held than may be', () => {
    const release = (bytes: number): RecordedCall => ({ kind: 'release', before: 0, bytes });
    const step = (bytes: number) => replay(2, [job([4, 4]), release(bytes)], { after: 4 }).milliseconds;
    // Alone, the other thread is done at 8; until 4 the calling one is busy, and then helps with the second unit.
    expect(step(MAXIMUM_HELD_BYTES)).toBe(8);
    expect(step(MAXIMUM_HELD_BYTES + 1)).toBe(8);
    const longer = (bytes: number) => replay(2, [job([4, 4]), release(bytes)], { after: 9 }).milliseconds;
    expect(longer(MAXIMUM_HELD_BYTES)).toBe(9);
    expect(longer(MAXIMUM_HELD_BYTES + 1)).toBe(13);
  });

  it.each([
    { units: 1 },
    { units: 7 },
    { units: 100, multiple: 8 },
    { units: 4096, multiple: 64 },
    { units: 50, whole: true },
  ])('takes the ranges of the ring itself, each once: %o', (range) => {
    for (const threads of [2, 3, 16]) {
      const begins: number[] = [];
      const noted: Kernel = (...args) => begins.push(args.at(-3)!);
      const kernels = Object.fromEntries(KERNEL_NAMES.map((name) => [name, noted]));
      const ring = openRing(createRing(threads), threads);
      const queue = queueKernels(ring, kernels as Record<KernelName, Kernel>, {
        awaitUntil: jobWaiter(ring),
      });
      queue.run('relu', { x: 0, out: 0 }, range);
      queue.finish();
      const recorded: RecordedCall = {
        ...job([]),
        ...range,
        ranges: begins.map((begin) => ({ begin, milliseconds: 1 })),
      };
      const { activities } = replay(threads, [recorded, FINISH]);
      expect(activities.kernels).toBe(begins.length);
    }
  });

  it('names the range that a recording lacks', () => {
    const recorded = { ...job([1, 1]), ranges: [{ begin: 0, milliseconds: 1 }] };
    expect(() => replay(2, [recorded, FINISH])).toThrow('no range was recorded that begins at 1, but at 0');
  });
});

describe('the limits of a step', () => {
  const undivided: StepRecording = { threads: 1, calls: [job([8], { before: 3 }), FINISH], after: 0 };
  const divided: StepRecording = { threads: 4, calls: [job([6, 4], { before: 3 }), FINISH], after: 0 };
  const both = { divided, undivided };

  it('are apart', () => {
    const costs = { announce: 1, enter: 0, take: 0, transfer: 0, wake: 0 };
    expect(limitsAlone(both, costs)).toEqual({
      // 8 ms by four threads after 3 of the calling one.
      calling: 5,
      // Two units of 60 and 40 % of 8 ms.
      units: expect.closeTo(4.8, 12),
      // 10 ms by four threads.
      ranges: 2.5,
      // Announcing, and an equal part of 8 ms.
      ring: 3,
    });
  });

  it('are named by kernel, with what is lost', () => {
    expect(kernelLosses(both)).toEqual([
      {
        kernel: 'relu',
        units: 2,
        multiple: 1,
        jobs: 1,
        milliseconds: 8,
        speedUp: expect.closeTo(8 / 4.8, 12),
        lost: expect.closeTo(4.8 - 2, 12),
      },
    ]);
  });
});

describe('joinRecordings', () => {
  const step = (before: number, times: readonly number[]): StepRecording => ({
    threads: 2,
    calls: [job(times, { before }), FINISH],
    after: 1,
  });
  const steps = [step(2, [5, 3]), step(1, [4, 6])];

  it('has the smallest time of each range, and the calling times of the calmest step', () => {
    expect(joinRecordings(steps, { calm: calmestOf(steps) })).toEqual(step(1, [4, 3]));
  });

  it('refuses steps that differ', () => {
    const other = { ...step(1, [1]), calls: [job([1])] };
    expect(() => joinRecordings([...steps, other], { calm: steps[0]! })).toThrow(
      'steps must make the same calls; call 0 is relu over 2 and relu over 1',
    );
  });
});

describe('noLongerThan', () => {
  it('takes a job that was interrupted as long as its finer ranges', () => {
    const recording = { threads: 1, calls: [job([9, 3]), FINISH, job([2])], after: 1 };
    const finer = { threads: 2, calls: [job([2, 2, 2]), FINISH, job([1, 2])], after: 1 };
    expect(noLongerThan(recording, finer)).toEqual({
      threads: 1,
      calls: [job([4.5, 1.5]), FINISH, job([2])],
      after: 1,
    });
  });
});
