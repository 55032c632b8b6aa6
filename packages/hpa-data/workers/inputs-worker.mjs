// A reading thread of openPrepared (src/node/prepared/open-prepared.ts). It answers a job with the model input of some
// prepared images, in shared memory, or with the error.
import { parentPort } from 'node:worker_threads';
import { readInputs } from '../dist/node/prepared/read-inputs.js';

parentPort.on('message', ({ ticket, job }) => {
  try {
    parentPort.postMessage({ ticket, result: readInputs(job) });
  } catch (error) {
    parentPort.postMessage({ ticket, error });
  }
});
