// A decoding thread of openImages (src/node/decoding/open-images.ts), of measureLevels (look-at-images.ts) and of cellsOfFields
// (src/node/fields/cells-of-fields.ts). It answers a job { channels, cell } with the image, a job { measured } with the histogram of each
// of these channels, a job { segmented } with the cells that it finds, and a job { rows } once it has written the model input of each
// row to shared memory; or any of them with the error.
import { parentPort, workerData } from 'node:worker_threads';
import { orientImage } from '../dist/image/orient-image.js';
import { writeModelInput } from '../dist/image/to-model-input.js';
import { channelHistograms } from '../dist/node/decoding/channel-histograms.js';
import { fieldReader } from '../dist/node/decoding/field-reader.js';
import { loadSharp } from '../dist/node/decoding/load-sharp.js';
import { segmentField } from '../dist/node/fields/segment-field.js';

// These threads are the parallelism; those of libvips would only compete with them. Where sharp is absent, the first image
// that needs it says so.
const ready = loadSharp().then(
  (sharp) => sharp.concurrency(1),
  () => {},
);

const read = fieldReader(workerData);

parentPort.on('message', async ({ ticket, job }) => {
  const { channels, measured, segmented, rows } = job;
  try {
    await ready;
    if (channels !== undefined) {
      const result = await read(job);
      parentPort.postMessage({ ticket, result }, [result.data.buffer]);
      return;
    }
    if (measured !== undefined) {
      const result = await channelHistograms(measured, workerData);
      parentPort.postMessage({ ticket, result });
      return;
    }
    if (segmented !== undefined) {
      const result = await segmentField(segmented, workerData);
      parentPort.postMessage({ ticket, result });
      return;
    }
    for (const row of rows) {
      const image = row.image ?? (await read(row));
      writeModelInput(row.orientation === 0 ? image : orientImage(image, row.orientation), row);
    }
    parentPort.postMessage({ ticket });
  } catch (error) {
    parentPort.postMessage({ ticket, error });
  }
});
