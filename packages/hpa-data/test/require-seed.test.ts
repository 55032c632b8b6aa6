import { expect, it } from 'vitest';
import {
  augmentBatches,
  COMPOSITIONS,
  createBatches,
  foldSamples,
  notebookSplit,
  splitSamples,
  syntheticCell,
  syntheticCells,
} from '../src/index.js';
import { requireSeed } from '../src/require-seed.js';
import { makeSample } from './support/make-sample.js';

const samples = Array.from({ length: 30 }, (_, index) => makeSample(`s${index}`));
const source = { sampleCount: 0, skipped: [], async *batches() {} };
const { images } = syntheticCells({ classes: [25], count: 1, seed: 1, size: 32 });
const input = { height: 32, width: 32, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;
const reading = { images, input, classCount: 1, batchSize: 1 };
const seeded = {
  splitSamples: (seed: number) => splitSamples(samples, { seed, classCount: 1 }),
  foldSamples: (seed: number) => foldSamples(samples, { seed, classCount: 1, folds: 3 }),
  notebookSplit: (seed: number) => notebookSplit(samples, { seed }),
  augmentBatches: (seed: number) => augmentBatches(source, { seed, augmentations: [] }),
  createBatches: (seed: number) => createBatches([], { ...reading, seed }),
  syntheticCell: (seed: number) => syntheticCell({ seed, location: 25, size: 32 }),
  syntheticCells: (seed: number) => syntheticCells({ seed, classes: [25], count: 1, size: 32 }),
};

it.each(Object.entries(seeded))('%s takes the seeds in [0, 2^32) and refuses all others', (_, run) => {
  expect(() => run(0)).not.toThrow();
  expect(() => run(2 ** 32 - 1)).not.toThrow();
  for (const seed of [-1, 2 ** 32, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => run(seed)).toThrow(new RangeError(`seed must be an integer in [0, 2^32); received ${seed}`));
  }
});

it('requireSeed returns the seed', () => {
  expect(requireSeed(7)).toBe(7);
});
