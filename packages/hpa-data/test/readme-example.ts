import { startBackend } from '@hpa/backend';
import { COMPOSITIONS, createBatches, splitSamples, syntheticCells } from '../src/index.js';

const backend = await startBackend('auto');
const { samples, classes, images } = syntheticCells({ classes: [13, 25], count: 100, seed: 1, size: 64 });
const { train } = splitSamples(samples, { seed: 1, classCount: classes.length });
const input = { height: 64, width: 64, channels: COMPOSITIONS.rgby, normalization: 'per-image' } as const;
const options = { classCount: classes.length, batchSize: 32, seed: 1, shuffle: true } as const;

console.log(`${train.length} of ${samples.length} cells: ${classes.map(({ name }) => name).join(', ')}`);
for await (const batch of createBatches(train, { images, input, ...options }).batches(0)) {
  console.log(`images ${batch.images.shape}, labels ${batch.labels.shape}`);
  batch.dispose();
}
backend.dispose();
