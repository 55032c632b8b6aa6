// A thread that answers: when the first number changes, it writes the same to the second. measure-ring-costs.ts starts it.
import { workerData } from 'node:worker_threads';

const { numbers, sleeps } = workerData;
for (let last = 0; ; ) {
  if (sleeps) {
    Atomics.wait(numbers, 0, last);
  }
  const number = Atomics.load(numbers, 0);
  if (number !== last) {
    last = number;
    Atomics.store(numbers, 1, number);
  }
}
