// What a thread of the kernel pool runs in a browser, as a classic worker: it works on jobs in the shared memory, or it watches the
// threads that do. The build bundles this file into a string.
import { endMessage } from '../wasm/threads/end-message.js';
import { openRing } from '../wasm/threads/job-ring.js';
import { jobWaiter } from '../wasm/threads/job-waiter.js';
import { reportFailure } from '../wasm/threads/ring-failure.js';
import type { Kernel } from '../wasm/threads/run-job.js';
import { runJobs } from '../wasm/threads/run-jobs.js';

interface Shared {
  /** From `createRing`. */
  readonly ring: SharedArrayBuffer;
  readonly threads: number;
  /** Names of the kernels, in the order in which jobs number them. */
  readonly names: readonly string[];
}

/** What a worker is to do. It posts a message when it has begun. */
export type Task = (Jobs | Watch) & Shared;

/** Works on jobs. The thread holds the lock as long as it lives. */
interface Jobs {
  readonly kind: 'jobs';
  readonly thread: number;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly lock: string;
}

/** Makes the ring fail when a thread ends. */
interface Watch {
  readonly kind: 'watch';
  /** Of threads 1, 2, ... */
  readonly locks: readonly string[];
}

self.onmessage = ({ data }: MessageEvent<Task>) => {
  if (data.kind === 'jobs') {
    work(data);
  } else {
    watch(data);
  }
};

function work({ module, memory, ring: shared, threads, names, thread, lock }: Jobs & Shared): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const worker = { thread, kernels: names.map((name) => exports[name] as Kernel), list: [] };
  const ring = openRing(shared, threads);
  void navigator.locks.request(lock, () => {
    self.postMessage('ready');
    runJobs(ring, worker, { awaitUntil: jobWaiter(ring), names });
  });
}

/** A browser gives a lock to the next who asked for it when the worker that holds it ends, however that came. */
function watch({ ring: shared, threads, names, locks }: Watch & Shared): void {
  const ring = openRing(shared, threads);
  for (const [index, lock] of locks.entries()) {
    void navigator.locks.request(lock, () => {
      const reason = 'it was terminated or ran out of memory';
      reportFailure(ring, endMessage(ring, { thread: index + 1, reason, names }));
    });
  }
  self.postMessage('ready');
}
