import type { StartKernelWorkers } from '../wasm/threads/create-kernel-pool.js';

/** Starts Node worker threads for the kernel pool. They do not keep the process alive. */
export const startKernelWorkers: StartKernelWorkers = async (shared) => {
  // Not imported, so that no bundler follows them. The script is found by the name of this package, because a program that a
  // bundler made for a server is elsewhere.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const { dirname, join } = process.getBuiltinModule('node:path');
  const load = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  const script = join(dirname(load.resolve('@hpa/backend/package.json')), 'workers', 'kernel-worker.mjs');
  const workers = Array.from(
    { length: shared.threads - 1 },
    (_, index) =>
      new Worker(script, {
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
