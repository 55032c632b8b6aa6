// A decoding thread (src/node/decode-in-threads.ts): reads the pictures that it is asked for. It answers each ticket by
// the picture, or by nothing where it has written the model input to its row of a batch, or by the error.
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { orientImage } from '../dist/image/orient-image.js';
import { writeModelInput } from '../dist/image/to-model-input.js';
import { readCellImage } from '../dist/node/decoding/read-cell-image.js';

// The threads are the parallelism; more of libvips's own would only get in each other's way.
sharp.concurrency(1);

parentPort.on('message', async ({ ticket, job: { channels, row } }) => {
  try {
    const image = await readCellImage(channels, workerData);
    if (row === undefined) {
      parentPort.postMessage({ ticket, result: image }, [image.data.buffer]);
    } else {
      writeModelInput(row.orientation === 0 ? image : orientImage(image, row.orientation), row);
      parentPort.postMessage({ ticket });
    }
  } catch (error) {
    parentPort.postMessage({ ticket, error });
  }
});
