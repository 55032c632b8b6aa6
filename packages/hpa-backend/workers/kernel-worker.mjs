// A thread of the kernel pool (src/wasm/kernel-pool.ts explains the protocol): sleeps on the generation counter,
// runs its share of the announced kernel in the shared memory, reports, and sleeps again.
import { parentPort, workerData } from 'node:worker_threads';

const { module, memory, control, names, index } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const state = new Int32Array(control, 0, 4);
const numbers = new Float64Array(control, 16);
const [GENERATION, PENDING, KERNEL, ARGUMENTS] = [0, 1, 2, 3];

parentPort.postMessage('ready');
for (let seen = 0; ; ) {
  Atomics.wait(state, GENERATION, seen);
  seen = Atomics.load(state, GENERATION);
  const common = numbers.subarray(0, state[ARGUMENTS]);
  const range = numbers.subarray(32 + 2 * index, 34 + 2 * index);
  if (range[0] < range[1]) exports[names[state[KERNEL]]](...common, ...range);
  if (Atomics.sub(state, PENDING, 1) === 1) Atomics.notify(state, PENDING);
}
