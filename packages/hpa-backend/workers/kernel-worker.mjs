// A thread of the kernel pool: takes part in one work after another, in the shared memory. src/wasm/work-ring.ts explains
// the protocol.
import { parentPort, workerData } from 'node:worker_threads';
import { takeRanges } from '../dist/wasm/take-ranges.js';
import { awaitUntil, isAnnounced, isDone, leave, openRing } from '../dist/wasm/work-ring.js';

const { module, memory, ring: shared, threads, names, thread } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const taker = { thread, kernels: names.map((name) => exports[name]), list: [] };
const ring = openRing(shared, threads);

parentPort.postMessage('ready');
for (let work = 0; ; work = (work + 1) | 0) {
  awaitUntil(isAnnounced, ring, work);
  takeRanges(ring, work, taker);
  awaitUntil(isDone, ring, work);
  leave(ring, { thread, work });
}
