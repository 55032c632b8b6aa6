// A decoding thread (src/node/decode-in-threads.ts): reads the pictures that it is asked for and hands each back by its
// ticket, or the error in its place.
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { readCellImage } from '../dist/node/read-cell-image.js';

// The threads are the parallelism; more of libvips's own would only get in each other's way.
sharp.concurrency(1);

parentPort.on('message', async ({ ticket, job: channels }) => {
  try {
    const result = await readCellImage(channels, workerData);
    parentPort.postMessage({ ticket, result }, [result.data.buffer]);
  } catch (error) {
    parentPort.postMessage({ ticket, error });
  }
});
