import { FIRST_PATIENCE, nextPatience } from '../packages/hpa-backend/src/wasm/threads/job-waiter.js';
import { type Activity, type Move, type RingCosts, ringMoves } from './ring-moves.js';
import type { StepRecording } from './step-recording.js';

/** A step as the threads of a ring would run it. */
export interface Replay {
  readonly milliseconds: number;
  /** Milliseconds of all threads together: they add up to those of the step times the threads. */
  readonly activities: Readonly<Record<Activity, number>>;
}

interface ReplayedThread {
  readonly moves: Iterator<Move>;
  /** What it does, and since when. */
  activity: Activity;
  since: number;
  /** When its move ends, unless it waits; if it does, since when and for what. */
  time: number;
  waiting: { readonly since: number; readonly move: Extract<Move, { until: unknown }> } | undefined;
  /** How long it spins before it sleeps. */
  patience: number;
}

/** The ring without what it costs. */
export const FREE_RING: RingCosts = { announce: 0, enter: 0, take: 0, transfer: 0, wake: 0 };

/**
 * How long a recorded step takes on as many threads as its jobs were divided among, each on a core of its own, in a time that is counted
 * instead of passing.
 *
 * It does not know what threads take from each other in caches and memory, nor what it costs to wake others.
 */
export function replayRing(recording: StepRecording, costs: RingCosts): Replay {
  let now = 0;
  const activities = { kernels: 0, ring: 0, calling: 0, 'job awaited': 0, 'others awaited': 0 };
  const threads = ringMoves(recording, { costs, clock: () => now }).map(
    (moves): ReplayedThread => ({
      moves,
      activity: 'calling',
      since: 0,
      time: 0,
      waiting: undefined,
      patience: FIRST_PATIENCE,
    }),
  );

  /** Counts what a thread has done up to now, and lets it do something else. */
  function change(thread: ReplayedThread, activity: Activity): void {
    activities[thread.activity] += now - thread.since;
    thread.activity = activity;
    thread.since = now;
  }

  /** Lets a thread go on that waits for what has come to hold. */
  function look(thread: ReplayedThread): void {
    if (thread.waiting === undefined) {
      return;
    }
    const { since, move } = thread.waiting;
    if (!move.until()) {
      change(thread, move.activity());
      return;
    }
    const slept = now - since > thread.patience;
    thread.waiting = undefined;
    thread.time = now + costs.transfer + (slept ? costs.wake : 0);
    thread.patience = nextPatience(thread.patience, thread.time - since);
    change(thread, 'ring');
  }

  for (;;) {
    const thread = nextToMove(threads);
    now = thread.time;
    const { value: move, done } = thread.moves.next();
    if (done) {
      // The calling thread: the others never end.
      for (const other of threads) {
        change(other, 'calling');
      }
      return { milliseconds: now, activities };
    }
    if ('milliseconds' in move) {
      change(thread, move.activity);
      thread.time = now + move.milliseconds;
    } else if (!move.until()) {
      change(thread, move.activity());
      thread.waiting = { since: now, move };
    }
    for (const other of threads) {
      look(other);
    }
  }
}

/** The thread whose move ends first; of several, the first of them. */
function nextToMove(threads: readonly ReplayedThread[]): ReplayedThread {
  let first: ReplayedThread | undefined;
  for (const thread of threads) {
    if (thread.waiting === undefined && (first === undefined || thread.time < first.time)) {
      first = thread;
    }
  }
  if (first === undefined) {
    throw new Error('every thread waits for another');
  }
  return first;
}
