// A thread that makes model input of prepared pictures (src/node/read-inputs.ts) in shared memory and answers each
// batch by its ticket, or by the error in its place.
import { parentPort } from 'node:worker_threads';
import { readInputs } from '../dist/node/prepared/read-inputs.js';

parentPort.on('message', ({ ticket, job }) => {
  try {
    parentPort.postMessage({ ticket, result: readInputs(job) });
  } catch (error) {
    parentPort.postMessage({ ticket, error });
  }
});
