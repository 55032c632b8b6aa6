import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announce, createRing, isDone, openRing } from '../../../src/wasm/threads/job-ring.js';
import { runJob } from '../../../src/wasm/threads/run-job.js';

interface Call {
  readonly args: readonly number[];
  readonly begin: number;
  readonly end: number;
  readonly thread: number;
}

/** Lets threads run a job one after another, in some order, and returns the calls. */
function share(
  job: { readonly units: number; readonly multiple: number; readonly whole: boolean },
  { threads, order }: { readonly threads: number; readonly order: readonly number[] },
): Call[] {
  const ring = openRing(createRing(threads), threads);
  announce(ring, { kernel: 1, args: [7, 0.5], ...job });
  const calls: Call[] = [];
  const kernel = (...args: number[]) => {
    expect(isDone(ring, 0)).toBe(false);
    calls.push({ args: args.slice(0, -3), begin: args.at(-3)!, end: args.at(-2)!, thread: args.at(-1)! });
  };
  const other = () => expect.fail('the wrong kernel was called');
  for (const thread of order) {
    runJob(ring, 0, { thread, kernels: [other, kernel], list: [] });
  }
  expect(isDone(ring, 0)).toBe(true);
  return calls;
}

describe('runJob', () => {
  it('covers each unit once, in ranges that begin at multiples, whichever thread comes first', () => {
    const jobs = fc.record({
      units: fc.integer({ min: 1, max: 10_000 }),
      multiple: fc.integer({ min: 1, max: 300 }),
      whole: fc.boolean(),
    });
    const team = fc.integer({ min: 1, max: 9 }).chain((threads) =>
      fc.record({
        threads: fc.constant(threads),
        order: fc.shuffledSubarray([...new Array(threads).keys()], { minLength: 1 }),
      }),
    );
    fc.assert(
      fc.property(jobs, team, (job, team) => {
        const calls = share(job, team).sort((a, b) => a.begin - b.begin);
        let next = 0;
        for (const { args, begin, end, thread } of calls) {
          expect(args).toEqual([7, 0.5]);
          expect(team.order).toContain(thread);
          expect(begin).toBe(next);
          expect(begin % job.multiple).toBe(0);
          expect(end).toBeGreaterThan(begin);
          next = end;
        }
        expect(next).toBe(job.units);
      }),
      { seed: 1 },
    );
  });

  it('gives each thread a share of the units, half of what is left at a time', () => {
    const calls = share({ units: 64, multiple: 4, whole: false }, { threads: 2, order: [0] });
    expect(calls.map(({ begin, end }) => [begin, end])).toEqual([
      // Its own share.
      [0, 16],
      [16, 24],
      [24, 28],
      [28, 32],
      // The share of the other thread, which has not begun.
      [32, 48],
      [48, 56],
      [56, 60],
      [60, 64],
    ]);
  });

  it('keeps each share whole if asked', () => {
    const calls = share({ units: 10, multiple: 1, whole: true }, { threads: 3, order: [2, 0, 1] });
    expect(calls.map(({ begin, end, thread }) => [begin, end, thread])).toEqual([
      [8, 10, 2],
      [0, 4, 2],
      [4, 8, 2],
    ]);
  });
});
