// The union package registers the gradients that tfjs-core lacks, as @hpa/backend does.
import '@tensorflow/tfjs';
import { registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { createSharedMemoryBackend } from '../packages/hpa-backend/src/node/shared-memory-wasm.js';
import { registerFusedGradients } from '../packages/hpa-backend/src/register-fused-gradients.js';
import { hasFusedMultiplyAdd } from '../packages/hpa-backend/src/wasm/fused-multiply-add.js';
import { refuseFailedAllocation } from '../packages/hpa-backend/src/wasm/memory/refuse-failed-allocation.js';
import { waitBeforeReading } from '../packages/hpa-backend/src/wasm/memory/wait-before-reading.js';
import { registerWasmKernels } from '../packages/hpa-backend/src/wasm/register-wasm-kernels.js';
import { instantiateKernels } from '../packages/hpa-backend/src/wasm/threads/instantiate-kernels.js';
import { createRing, openRing } from '../packages/hpa-backend/src/wasm/threads/job-ring.js';
import { jobWaiter } from '../packages/hpa-backend/src/wasm/threads/job-waiter.js';
import type { KernelName, KernelPool } from '../packages/hpa-backend/src/wasm/threads/kernel-pool.js';
import { queueKernels } from '../packages/hpa-backend/src/wasm/threads/queue-kernels.js';
import type { Kernel } from '../packages/hpa-backend/src/wasm/threads/run-job.js';
import type { RecordedCall, RecordedRange, StepRecording } from './step-recording.js';

/** Records a step whose jobs are divided among this many threads. */
export type RecordStep = (
  step: () => Promise<void>,
  options: { readonly threads: number },
) => Promise<StepRecording>;

/**
 * Starts the wasm engine for the rest of this process, with a pool that records its calls.
 *
 * Jobs are divided among as many threads as asked for, by the ring that real threads use, but this thread takes all ranges, one job after
 * another: so each range is timed as if nothing else ran. For one thread a job is a single range, as the engine runs it.
 */
export async function startRecording(): Promise<RecordStep> {
  const { backend, memory } = await createSharedMemoryBackend();
  removeBackend('wasm');
  registerBackend('wasm', () => backend);
  await setBackend('wasm');
  registerFusedGradients();
  const { kernels } = await instantiateKernels(memory, { fusedMultiplyAdd: hasFusedMultiplyAdd() });

  let ranges: RecordedRange[] = [];
  const timed = Object.fromEntries(
    Object.entries(kernels).map(([name, kernel]) => [
      name,
      // The last three arguments are the begin and end of the range, and the thread.
      (...args: number[]) => {
        const started = performance.now();
        kernel(...args);
        ranges.push({ begin: args.at(-3)!, milliseconds: performance.now() - started });
      },
    ]),
  ) as Record<KernelName, Kernel>;

  let queue = queueFor(1, timed);
  let calls: RecordedCall[] = [];
  /** When the calling thread had its turn again. */
  let returned = performance.now();

  /** Time of the calling thread up to now. */
  function before(): number {
    const now = performance.now();
    const spent = now - returned;
    returned = now;
    return spent;
  }

  const pool: KernelPool = {
    get threads() {
      return queue.threads;
    },
    run(kernel, args, { units, multiple = 1, whole = false } = { units: 1 }) {
      const spent = before();
      if (units === 0) {
        return;
      }
      ranges = [];
      queue.run(kernel, args, { units, multiple, whole: whole || queue.threads === 1 });
      queue.finish();
      calls.push({ kind: 'job', before: spent, kernel, units, multiple, whole, ranges });
      returned = performance.now();
    },
    finish() {
      calls.push({ kind: 'finish', before: before() });
    },
    release(bytes, free) {
      calls.push({ kind: 'release', before: before(), bytes });
      free();
    },
    requireIntact() {},
    isOver: () => false,
    fail(reason) {
      throw new Error(reason);
    },
    dispose() {},
  };
  refuseFailedAllocation(backend, pool);
  registerWasmKernels({ pool, backend: waitBeforeReading(backend, pool) });

  return async (step, { threads }) => {
    if (threads !== queue.threads) {
      queue = queueFor(threads, timed);
    }
    const recorded: RecordedCall[] = [];
    calls = recorded;
    returned = performance.now();
    await step();
    const after = before();
    // What is called between steps, such as to dispose of a model, is not part of one.
    calls = [];
    return { threads, calls: recorded, after };
  };
}

/** A queue with a share for each of these threads, of which only the calling one is there. */
function queueFor(threads: number, kernels: Readonly<Record<KernelName, Kernel>>) {
  const ring = openRing(createRing(threads), threads);
  return queueKernels(ring, kernels, { awaitUntil: jobWaiter(ring) });
}
