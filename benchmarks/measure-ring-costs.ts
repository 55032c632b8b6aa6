import { Worker } from 'node:worker_threads';
import { createRing, openRing, SLOTS } from '../packages/hpa-backend/src/wasm/threads/job-ring.js';
import { jobWaiter } from '../packages/hpa-backend/src/wasm/threads/job-waiter.js';
import type { KernelName } from '../packages/hpa-backend/src/wasm/threads/kernel-pool.js';
import { KERNEL_NAMES, queueKernels } from '../packages/hpa-backend/src/wasm/threads/queue-kernels.js';
import type { Kernel } from '../packages/hpa-backend/src/wasm/threads/run-job.js';
import { median } from './median.js';
import type { RingCosts } from './ring-moves.js';

/** Turns of a measurement of which the smallest counts. */
const TURNS = 5000;
/** No turn begins later than this many milliseconds after the first: two threads that share a core answer once a time slice. */
const PATIENCE = 3000;
/** How often a thread is woken. */
const WAKES = 500;
/** Answers of another thread in a turn: few, so that on a busy machine too some turns are not interrupted. */
const ANSWERS = 8;
/** Long enough for a thread to fall asleep, in milliseconds. */
const ASLEEP = 0.1;
/** Ranges of a share of this many units. */
const RANGES = 9;
const UNITS = 2 ** (RANGES - 1);

/**
 * What the ring of this many threads costs on this machine, with kernels that do nothing.
 *
 * Announcing, entering and taking are measured on one thread, transfers and waking between two.
 */
export async function measureRingCosts(threads: number): Promise<RingCosts> {
  const one = timeJobs(threads, { units: 1 });
  const many = timeJobs(threads, { units: threads * UNITS });
  const take = Math.max(0, (many.run - one.run) / (threads * RANGES - 1));
  const transfer = await timeAnswers({ sleeps: false });
  const woken = await timeAnswers({ sleeps: true });
  return {
    announce: one.announce,
    enter: Math.max(0, one.run - take),
    take,
    transfer,
    wake: Math.max(0, woken - 2 * transfer),
  };
}

/** Milliseconds of a job, by the calling thread of a ring that has no others: announcing it, and running it. */
function timeJobs(
  threads: number,
  { units }: { readonly units: number },
): { readonly announce: number; readonly run: number } {
  const ring = openRing(createRing(threads), threads);
  const nothing: Kernel = () => {};
  const kernels = Object.fromEntries(KERNEL_NAMES.map((name) => [name, nothing])) as Record<
    KernelName,
    Kernel
  >;
  const queue = queueKernels(ring, kernels, { awaitUntil: jobWaiter(ring) });
  let announce = Number.POSITIVE_INFINITY;
  let run = Number.POSITIVE_INFINITY;
  const end = performance.now() + PATIENCE;
  for (let turn = 0; turn < TURNS && performance.now() < end; turn++) {
    const started = performance.now();
    for (let job = 0; job < SLOTS; job++) {
      queue.run('addVectors', { a: 0, b: 0, out: 0 }, { units });
    }
    const announced = performance.now();
    queue.finish();
    announce = Math.min(announce, (announced - started) / SLOTS);
    run = Math.min(run, (performance.now() - announced) / SLOTS);
  }
  return { announce, run };
}

/**
 * Milliseconds until another thread sees a number: half of the smallest time of an answer. If it sleeps, the median until it has answered, because a
 * thread that has just been interrupted is not asleep and answers sooner.
 */
async function timeAnswers({ sleeps }: { readonly sleeps: boolean }): Promise<number> {
  const numbers = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL('echo-thread.mjs', import.meta.url), {
    workerData: { numbers, sleeps },
    execArgv: [],
  });
  await new Promise((resolve) => worker.once('online', resolve));
  const milliseconds: number[] = [];
  let number = 0;
  const end = performance.now() + PATIENCE;
  while (milliseconds.length < (sleeps ? WAKES : TURNS) && performance.now() < end) {
    if (sleeps) {
      spin(ASLEEP);
    }
    const answers = sleeps ? 1 : ANSWERS;
    const started = performance.now();
    for (let answer = 0; answer < answers; answer++) {
      Atomics.store(numbers, 0, ++number);
      if (sleeps) {
        Atomics.notify(numbers, 0);
      }
      while (Atomics.load(numbers, 1) !== number) {
        // The other thread has not answered yet.
      }
    }
    milliseconds.push((performance.now() - started) / answers);
  }
  await worker.terminate();
  return sleeps ? median(milliseconds) : Math.min(...milliseconds) / 2;
}

function spin(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    // The other thread falls asleep.
  }
}
