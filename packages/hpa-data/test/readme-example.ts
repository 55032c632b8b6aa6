import '@tensorflow/tfjs';
import { COMPOSITIONS, createBatches, splitSamples, syntheticCells } from '../src/index.js';

const locations = [13, 18, 25, 26]; // ids in LOCATIONS
const { samples, images } = syntheticCells({ classes: locations, count: 100, seed: 1, size: 64 });
const split = splitSamples(samples, { seed: 1, classCount: 4 });
console.log(`${split.train.length} train, ${split.validation.length} validation, ${split.test.length} test`);
const input = { height: 64, width: 64, channels: COMPOSITIONS.rgby, normalization: 'per-image' } as const;
const options = { classCount: 4, batchSize: 32, seed: 1, shuffle: true, augment: 'dihedral' } as const;
for await (const batch of createBatches(split.train, { images, input, ...options }).batches(0)) {
  console.log(`images ${batch.images.shape}, labels ${batch.labels.shape}`);
  batch.dispose();
}
