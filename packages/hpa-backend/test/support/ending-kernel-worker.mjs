// A kernel thread like workers/kernel-worker.mjs, in which the kernel `selu` ends the thread and `relu6` takes 1.2 seconds.
import { parentPort, workerData } from 'node:worker_threads';
import { openRing } from '../../dist/wasm/threads/job-ring.js';
import { jobWaiter } from '../../dist/wasm/threads/job-waiter.js';
import { runJobs } from '../../dist/wasm/threads/run-jobs.js';

const { ring: shared, threads, names, thread } = workerData;
const ring = openRing(shared, threads);
const pause = new Int32Array(new SharedArrayBuffer(4));
const own = { selu: () => process.exit(3), relu6: () => Atomics.wait(pause, 0, 0, 1200) };
const kernels = names.map((name) => own[name] ?? (() => {}));
parentPort.postMessage('ready');
runJobs(ring, { thread, kernels, list: [] }, { awaitUntil: jobWaiter(ring), names });
