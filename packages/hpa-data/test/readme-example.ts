import '@tensorflow/tfjs';
import { createBatches, splitSamples, syntheticCells } from '../src/index.js';

const locations = [13, 18, 25, 26]; // ids in LOCATIONS
const { samples, load } = syntheticCells({ classes: locations, count: 100, seed: 1, size: 64 });
const split = splitSamples(samples, { seed: 1, classCount: 4 });
console.log(`${split.train.length} train, ${split.validation.length} validation, ${split.test.length} test`);
const input = { composition: 'rgby', normalization: 'per-image', batchSize: 32 } as const;
const order = { seed: 1, shuffle: true, augment: 'dihedral' } as const;
const train = createBatches(split.train, { load, classCount: 4, ...input, ...order });
for await (const { images, labels, dispose } of train.batches(0)) {
  console.log(`images ${images.shape}, labels ${labels.shape}`);
  dispose();
}
