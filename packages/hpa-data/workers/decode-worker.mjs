// A decoding thread of openImages (src/node/decoding/open-images.ts). It answers a job { channels } with the image, and a
// job { rows } once it has written the model input of each row to shared memory; or either with the error.
import { parentPort, workerData } from 'node:worker_threads';
import { orientImage } from '../dist/image/orient-image.js';
import { writeModelInput } from '../dist/image/to-model-input.js';
import { loadSharp } from '../dist/node/decoding/load-sharp.js';
import { readCellImage } from '../dist/node/decoding/read-cell-image.js';

// These threads are the parallelism; those of libvips would only compete with them. Where sharp is absent, the first image
// that needs it says so.
const ready = loadSharp().then(
  (sharp) => sharp.concurrency(1),
  () => {},
);

parentPort.on('message', async ({ ticket, job: { channels, rows } }) => {
  try {
    await ready;
    if (channels !== undefined) {
      const result = await readCellImage(channels, workerData);
      parentPort.postMessage({ ticket, result }, [result.data.buffer]);
      return;
    }
    for (const row of rows) {
      const image = row.image ?? (await readCellImage(row.channels, workerData));
      writeModelInput(row.orientation === 0 ? image : orientImage(image, row.orientation), row);
    }
    parentPort.postMessage({ ticket });
  } catch (error) {
    parentPort.postMessage({ ticket, error });
  }
});
