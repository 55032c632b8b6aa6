// A thread that makes model input of prepared pictures (src/node/read-inputs.ts) and hands each batch back by its
// ticket, or the error in its place.
import { parentPort } from 'node:worker_threads';
import { readInputs } from '../dist/node/read-inputs.js';

parentPort.on('message', ({ ticket, job }) => {
  try {
    const result = readInputs(job);
    parentPort.postMessage({ ticket, result }, [result.data.buffer]);
  } catch (error) {
    parentPort.postMessage({ ticket, error });
  }
});
