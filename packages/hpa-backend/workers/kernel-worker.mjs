// A thread of the kernel pool: works on one job after another, in the shared memory. src/wasm/threads/job-ring.ts explains
// the protocol.
import { parentPort, workerData } from 'node:worker_threads';
import { awaitUntil, isAnnounced, isDone, leave, openRing } from '../dist/wasm/threads/job-ring.js';
import { runJob } from '../dist/wasm/threads/run-job.js';

const { module, memory, ring: shared, threads, names, thread } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const worker = { thread, kernels: names.map((name) => exports[name]), list: [] };
const ring = openRing(shared, threads);

parentPort.postMessage('ready');
for (let job = 0; ; job = (job + 1) | 0) {
  awaitUntil(isAnnounced, ring, job);
  runJob(ring, job, worker);
  awaitUntil(isDone, ring, job);
  leave(ring, { thread, job });
}
