/**
 * Trains a small network with everything that is hard to resume, and saves it after every step; goes on from what it finds. Run by
 * test/node/killed.slow.test.ts: `node --import tsx train-until-killed.ts ENGINE FOLDER`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { batchesFor, type ImageStore, syntheticCells } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { callbacks, fit, optimizers, schedules } from '../../src/index.js';
import { fileCallbacks, loadCheckpoint } from '../../src/node/index.js';

const [engine, folder] = process.argv.slice(2) as ['cpu' | 'wasm', string];
const backend = await startBackend(engine, { threads: 1 });
// Plain JavaScript is slow: a corner of the images is enough.
const size = engine === 'cpu' ? 16 : 32;
const cells = syntheticCells({ classes: [0, 14, 21], count: 14, seed: 1, size: 32 });
const { samples, classes } = cells;
const images: ImageStore = {
  height: size,
  width: size,
  async image(sample) {
    const { data } = await cells.images.image(sample);
    const pixels = Array.from({ length: size ** 2 }, (_, at) => {
      const place = 4 * (Math.floor(at / size) * 32 + (at % size));
      return [...data.subarray(place, place + 4)];
    });
    return { height: size, width: size, data: Uint8Array.from(pixels.flat()) };
  },
  close: () => cells.images.close(),
};
const model = gapNetPl({ input: { height: size, width: size }, classes, seed: 1 });
const options = { images, batchSize: 4, seed: 1 };
const training = batchesFor(model, samples.slice(0, 10), { ...options, shuffle: true, augment: 'dihedral' });

const { epochs } = await fit(model, training, {
  optimizer: optimizers.adamw({ weightDecay: 0.01 }),
  schedule: schedules.cosine({ learningRate: 1e-3, steps: 9, warmUp: 2 }),
  epochs: 3,
  validation: batchesFor(model, samples.slice(10), options),
  monitor: { metric: 'accuracy', mode: 'max' },
  clipNorm: 1,
  ema: { decay: 0.5 },
  // Batches of four pass in parts, if the largest tensor is one of images and not a kernel.
  ...(engine === 'wasm' && { memoryLimits: { largestTensorBytes: 1_300_000 } }),
  callbacks: [
    callbacks.progress(({ step }) => console.log(`step ${step}`)),
    fileCallbacks.checkpoint(join(folder, 'checkpoint'), { everySteps: 1, identity: { engine } }),
    fileCallbacks.csvHistory(join(folder, 'history.csv')),
  ],
  resumeFrom: await loadCheckpoint(join(folder, 'checkpoint'), { identity: { engine } }),
});
const weights = await Promise.all(
  model.state.map(async (variable) => Buffer.from((await variable.data()).slice().buffer)),
);
await writeFile(join(folder, 'weights.bin'), Buffer.concat(weights));
const timeless = epochs.map(({ seconds: _s, imagesPerSecond: _i, ...record }) => record);
await writeFile(join(folder, 'history.json'), JSON.stringify(timeless));
model.dispose();
backend.dispose();
