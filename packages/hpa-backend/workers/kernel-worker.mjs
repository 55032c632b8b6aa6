// A thread of the kernel pool (src/wasm/kernel-pool.ts explains the protocol): sleeps on the generation counter, takes
// ranges of the announced kernel in the shared memory until none is left, reports, and sleeps again.
import { parentPort, workerData } from 'node:worker_threads';

const { module, memory, control, names } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const [GENERATION, PENDING, NEXT, KERNEL, ARGUMENTS, UNITS, LENGTH, COUNTERS] = [0, 1, 2, 3, 4, 5, 6, 8];
const LOOKS = 200_000;
const state = new Int32Array(control, 0, COUNTERS);
const numbers = new Float64Array(control, 4 * COUNTERS);

parentPort.postMessage('ready');
for (let seen = 0; ; ) {
  for (let look = 0; look < LOOKS && Atomics.load(state, GENERATION) === seen; look++);
  Atomics.wait(state, GENERATION, seen);
  seen = Atomics.load(state, GENERATION);
  const kernel = exports[names[state[KERNEL]]];
  const common = numbers.subarray(0, state[ARGUMENTS]);
  const [units, length] = [state[UNITS], state[LENGTH]];
  for (
    let begin = Atomics.add(state, NEXT, length);
    begin < units;
    begin = Atomics.add(state, NEXT, length)
  ) {
    kernel(...common, begin, Math.min(units, begin + length));
  }
  if (Atomics.sub(state, PENDING, 1) === 1) Atomics.notify(state, PENDING);
}
