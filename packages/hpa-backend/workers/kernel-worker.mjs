// A thread of the kernel pool: works on one job after another, in the shared memory. src/wasm/threads/job-ring.ts explains
// the protocol.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { openRing } from '../dist/wasm/threads/job-ring.js';
import { jobWaiter } from '../dist/wasm/threads/job-waiter.js';
import { runJobs } from '../dist/wasm/threads/run-jobs.js';

const { module, memory, ring: shared, threads, names, thread, port } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const worker = { thread, kernels: names.map((name) => exports[name]), list: [] };
const ring = openRing(shared, threads);

parentPort.postMessage('ready');
runJobs(ring, worker, {
  awaitUntil: jobWaiter(ring),
  names,
  beforeEach: (job) => {
    // The calling thread sends messages only to see whether this thread lives.
    if (job % 1024 === 0) {
      while (receiveMessageOnPort(port) !== undefined) {}
    }
  },
});
