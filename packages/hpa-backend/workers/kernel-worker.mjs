// A thread of the kernel pool: waits for a kernel, takes its ranges in the shared memory until none is left, reports, and
// waits again. src/wasm/share-out.ts explains the protocol.
import { parentPort, workerData } from 'node:worker_threads';
import { announcedKernel, awaitWork, openControl, report, takeRanges } from '../dist/wasm/share-out.js';

const { module, memory, block, names, thread } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const kernels = names.map((name) => exports[name]);
const control = openControl(block);

const list = [];

parentPort.postMessage('ready');
for (let seen = 0; ; ) {
  seen = awaitWork(control, seen);
  takeRanges(control, { thread, kernel: kernels[announcedKernel(control)], list });
  report(control);
}
