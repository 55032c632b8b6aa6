import { Worker } from 'node:worker_threads';
import type { StartKernelWorkers } from '../wasm/threads/create-kernel-pool.js';

/** Starts Node worker threads for the kernel pool. They do not keep the process alive. */
export const startKernelWorkers: StartKernelWorkers = async (shared) => {
  const workers = Array.from(
    { length: shared.threads - 1 },
    (_, index) =>
      new Worker(new URL('../../workers/kernel-worker.mjs', import.meta.url), {
        workerData: { ...shared, thread: index + 1 },
        execArgv: [],
      }),
  );
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.once('error', reject);
          worker.once('message', () => resolve());
        }),
    ),
  );
  for (const worker of workers) {
    worker.unref();
  }
  return {
    terminate: () => {
      for (const worker of workers) {
        void worker.terminate();
      }
    },
  };
};
