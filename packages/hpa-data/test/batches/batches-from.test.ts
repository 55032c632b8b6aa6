import '@tensorflow/tfjs';
import { memory } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  augmentations,
  augmentBatches,
  type Batch,
  type BatchSource,
  COMPOSITIONS,
  createBatches,
  type Sample,
} from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';
import { makeStore } from '../support/make-store.js';

const samples = Array.from({ length: 11 }, (_, index) => makeSample(String(index), { labels: [index % 3] }));
const input = { height: 2, width: 2, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;

/** An image in which every level identifies the sample, the pixel and the channel. */
const draw = ({ id }: Sample) =>
  makeImage([2, 2], ({ y, x, channel }) => Number(id) * 20 + y * 8 + x * 4 + channel);

async function collect(batches: AsyncIterable<Batch>): Promise<unknown[]> {
  const collected: unknown[] = [];
  for await (const { images, labels, ids, copies, dispose } of batches) {
    collected.push({ ids, copies, images: await images.array(), labels: await labels.array() });
    dispose();
  }
  return collected;
}

it('the batches from one on are those of the whole epoch, whatever decides order, augmentation and loading', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        batchSize: fc.integer({ min: 1, max: 5 }),
        seed: fc.nat(100),
        weighted: fc.boolean(),
        augment: fc.constantFrom('none' as const, 'dihedral' as const),
        badSamples: fc.constantFrom('throw' as const, 'skip' as const),
        epoch: fc.nat(3),
        first: fc.nat(6),
        mixed: fc.boolean(),
      }),
      async ({ weighted, epoch, first, mixed, ...options }) => {
        const store = makeStore([2, 2], (sample) => {
          if (options.badSamples === 'skip' && sample.id === '4') {
            throw new Error('broken');
          }
          return draw(sample);
        });
        const plain = createBatches(samples, {
          ...options,
          images: store,
          input,
          classCount: 3,
          shuffle: true,
          ...(weighted && { weights: samples.map((_, index) => (index < 2 ? 9 : 1)) }),
        });
        const source: BatchSource = mixed
          ? augmentBatches(plain, {
              augmentations: [augmentations.randomFlip(), augmentations.mixup()],
              seed: 3,
            })
          : plain;
        const whole = await collect(source.batches(epoch));
        expect(await collect(source.batchesFrom!(epoch, first))).toEqual(whole.slice(first));
      },
    ),
    { numRuns: 60, seed: 1 },
  );
  expect(memory().numTensors).toBe(0);
});

it('the batches before are not loaded', async () => {
  const loaded: string[] = [];
  const store = makeStore([2, 2], (sample) => {
    loaded.push(sample.id);
    return draw(sample);
  });
  const source = createBatches(samples, { images: store, input, classCount: 3, batchSize: 4, seed: 1 });
  await collect(source.batchesFrom!(0, 2));
  expect(loaded).toEqual(['8', '9', '10']);
  await expect(source.batchesFrom!(0, -1).next()).rejects.toThrow('first must be');
});

it('a source without the batches from one on is augmented to one without', () => {
  const source = { sampleCount: 1, skipped: [], batches: async function* (): AsyncGenerator<Batch> {} };
  expect(augmentBatches(source, { augmentations: [], seed: 1 }).batchesFrom).toBeUndefined();
});
