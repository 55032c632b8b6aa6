import '@tensorflow/tfjs';
import { createBatches, selectSingleLabel, splitSamples, syntheticCells } from '../src/index.js';

const classes = [13, 18, 25, 26]; // location ids, see `locations`
const { samples, load } = syntheticCells({ classes, count: 100, seed: 1, size: 64 });
const split = splitSamples(selectSingleLabel(samples, { classes }), { seed: 1, classCount: 4 });
console.log(`${split.train.length} train, ${split.validation.length} validation, ${split.test.length} test`);
const input = { composition: 'rgby', normalization: 'per-image', batchSize: 32 } as const;
const order = { seed: 1, shuffle: true, augment: 'dihedral' } as const;
const train = createBatches(split.train, { load, classCount: 4, ...input, ...order });
for await (const { images, labels, dispose } of train.batches(0)) {
  console.log(`images ${images.shape}, labels ${labels.shape}`);
  dispose();
}
