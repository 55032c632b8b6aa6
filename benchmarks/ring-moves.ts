import {
  announce,
  createRing,
  DONE,
  enter,
  isAnnounced,
  isBefore,
  isDone,
  isVacant,
  leave,
  nextJob,
  openRing,
  SLOTS,
  slotOf,
  takeSlot,
} from '../packages/hpa-backend/src/wasm/threads/job-ring.js';
import { MAXIMUM_HELD_BYTES } from '../packages/hpa-backend/src/wasm/threads/queue-kernels.js';
import { endOfShare, unitsToTake } from '../packages/hpa-backend/src/wasm/threads/run-job.js';
import type { RecordedJob, StepRecording } from './step-recording.js';

/** What the ring itself costs, in milliseconds. */
export interface RingCosts {
  /** The calling thread puts a job into the ring. */
  readonly announce: number;
  /** A thread enters a job, reads its arguments, looks into all shares and leaves. */
  readonly enter: number;
  /** A thread takes a range and counts it as done, if no other thread has just done so. */
  readonly take: number;
  /** A thread sees what another one has written. */
  readonly transfer: number;
  /** A thread that sleeps goes on. */
  readonly wake: number;
}

/**
 * What a thread does with its time: kernels, work for the ring, the calling thread's own work, or waiting, for a job to be announced or for
 * other threads to end theirs.
 */
export type Activity = 'kernels' | 'ring' | 'calling' | 'job awaited' | 'others awaited';

/** What a thread does next: something that takes a while, or waiting until something holds, for what may change meanwhile. */
export type Move =
  | { readonly activity: Activity; readonly milliseconds: number }
  | { readonly activity: () => Activity; readonly until: () => boolean };

const othersAwaited = (): Activity => 'others awaited';

/** A job in the ring. */
interface ReplayedJob {
  /** Of each range, by its first unit. */
  readonly milliseconds: ReadonlyMap<number, number>;
  /** The thread that wrote to the job's counters last, and when they have reached it. */
  owner: number;
  reached: number;
}

/**
 * The moves of the threads of a ring in a recorded step, the calling thread's first. They follow queue-kernels.ts and run-jobs.ts, on a ring of the
 * same memory. The calling thread comes to an end; the others go on waiting.
 *
 * @param options.clock The time at which a move begins.
 */
export function ringMoves(
  recording: StepRecording,
  { costs, clock }: { readonly costs: RingCosts; readonly clock: () => number },
): Iterator<Move>[] {
  const { threads } = recording;
  const ring = openRing(createRing(threads), threads);
  /** By their numbers, which do not wrap around in a step. */
  const jobs: ReplayedJob[] = [];

  /** A job's counters lie in one or two cache lines, which go from thread to thread, one at a time. */
  function* touchCounters(job: ReplayedJob, thread: number): Generator<Move> {
    const transfer = job.owner === thread ? 0 : costs.transfer;
    job.reached = Math.max(job.reached, clock()) + transfer;
    job.owner = thread;
    yield { activity: 'ring', milliseconds: job.reached - clock() + costs.take };
  }

  /** As runJob of run-job.ts. */
  function* runJob(number: number, thread: number): Generator<Move> {
    const slot = slotOf(ring, number);
    const job = jobs[number]!;
    yield { activity: 'ring', milliseconds: costs.enter };
    for (let step = 0; step < threads; step++) {
      const owner = (thread + step) % threads;
      const end = endOfShare(slot, owner);
      for (let front = slot.fronts[owner]!; front < end; front = slot.fronts[owner]!) {
        const length = unitsToTake(slot, end - front);
        slot.fronts[owner] = front + length;
        yield* touchCounters(job, thread);
        yield { activity: 'kernels', milliseconds: requireTime(job, front) };
        slot.numbers[DONE]! += length;
      }
    }
  }

  /** As runJobs of run-jobs.ts. */
  function* work(thread: number): Generator<Move> {
    for (let job = 0; ; job++) {
      yield {
        // A thread that finds no units waits for the next job, but it is the others who are late.
        activity: () => (isDone(ring, job - 1) ? 'job awaited' : 'others awaited'),
        until: () => isAnnounced(ring, job),
      };
      job = Math.max(job, nextJob(ring) - SLOTS);
      while (isAnnounced(ring, job) && isDone(ring, job)) {
        job++;
      }
      if (!isAnnounced(ring, job)) {
        job--;
        continue;
      }
      yield { activity: othersAwaited, until: () => isDone(ring, job - 1) };
      if (enter(ring, { thread, job })) {
        yield* runJob(job, thread);
        leave(ring, thread);
      }
    }
  }

  /** As queueKernels of queue-kernels.ts; a single thread has no ring, and runs each kernel when it is called. */
  function* call(): Generator<Move> {
    let next = 0;
    let mine = 0;
    let open = 0;
    let held: { readonly until: number; readonly bytes: number }[] = [];

    function noteDone(): void {
      while (open !== next && isDone(ring, open)) {
        open++;
      }
      mine = Math.max(mine, open);
      held = held.filter(({ until }) => isBefore(open, until));
    }

    function* takePart(): Generator<Move> {
      if (open !== mine) {
        const before = mine - 1;
        yield { activity: othersAwaited, until: () => isDone(ring, before) };
      }
      yield* runJob(mine, 0);
      mine++;
    }

    function* finish(): Generator<Move> {
      if (open === next) {
        return;
      }
      noteDone();
      while (mine !== next) {
        yield* takePart();
      }
      yield { activity: othersAwaited, until: () => isDone(ring, next - 1) };
      noteDone();
    }

    function* makeRoom(): Generator<Move> {
      const old = next - SLOTS;
      noteDone();
      while (open !== next && !isBefore(old, open)) {
        if (isBefore(old, mine)) {
          yield { activity: othersAwaited, until: () => isDone(ring, old) };
        } else {
          yield* takePart();
        }
        noteDone();
      }
      takeSlot(ring);
      yield { activity: othersAwaited, until: () => isVacant(ring, next) };
    }

    function* run({ units, multiple, whole, ranges }: RecordedJob): Generator<Move> {
      if (threads === 1) {
        for (const { milliseconds } of ranges) {
          yield { activity: 'kernels', milliseconds };
        }
        return;
      }
      yield* makeRoom();
      yield { activity: 'ring', milliseconds: costs.announce };
      const milliseconds = new Map(ranges.map((range) => [range.begin, range.milliseconds]));
      jobs.push({ milliseconds, owner: 0, reached: clock() });
      announce(ring, { kernel: 0, args: [], units, multiple, whole });
      next++;
    }

    for (const recorded of recording.calls) {
      yield { activity: 'calling', milliseconds: recorded.before };
      if (recorded.kind === 'job') {
        yield* run(recorded);
      } else if (recorded.kind === 'finish') {
        yield* finish();
      } else if (open !== next) {
        held.push({ until: next, bytes: recorded.bytes });
        if (held.reduce((sum, { bytes }) => sum + bytes, 0) > MAXIMUM_HELD_BYTES) {
          yield* finish();
        }
      }
    }
    yield { activity: 'calling', milliseconds: recording.after };
    yield* finish();
  }

  return [call(), ...Array.from({ length: threads - 1 }, (_, index) => work(index + 1))];
}

/** How long a range takes; without it every time that follows would be no number. */
function requireTime({ milliseconds }: ReplayedJob, begin: number): number {
  const time = milliseconds.get(begin);
  if (time === undefined) {
    throw new Error(
      `no range was recorded that begins at ${begin}, but at ${[...milliseconds.keys()].join(', ')}`,
    );
  }
  return time;
}
