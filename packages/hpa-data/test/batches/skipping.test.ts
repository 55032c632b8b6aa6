import { describe, expect, it } from 'vitest';
import '@tensorflow/tfjs';
import { memory } from '@tensorflow/tfjs-core';
import { COMPOSITIONS, createBatches, fingerprintSamples, type SkippedSample } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';
import { makeStore } from '../support/make-store.js';

const samples = ['a', 'bad', 'c', 'worse', 'e'].map((id) => makeSample(id));
const images = makeStore([20, 20], ({ id }) => {
  if (id === 'bad' || id === 'worse') {
    throw new Error(`${id}_red.png: cannot be decoded`);
  }
  return makeImage([20, 20], ({ x, y }) => x + y);
});
const options = {
  images,
  input: { height: 20, width: 20, channels: COMPOSITIONS.rgby, normalization: 'per-image' },
  classCount: 1,
  batchSize: 2,
  seed: 1,
} as const;

describe('skipping samples that cannot be loaded', () => {
  it('fills batches with the others and lists each skipped sample once, epoch after epoch', async () => {
    const source = createBatches(samples, { ...options, badSamples: 'skip' });
    expect(source.skipped).toEqual([]);
    const before = memory().numTensors;
    for (const epoch of [0, 1]) {
      const ids: (readonly string[])[] = [];
      for await (const batch of source.batches(epoch)) {
        ids.push(batch.ids);
        batch.dispose();
      }
      expect(ids).toEqual([['a', 'c'], ['e']]);
    }
    expect(source.skipped).toEqual([
      { id: 'bad', reason: 'bad_red.png: cannot be decoded' },
      { id: 'worse', reason: 'worse_red.png: cannot be decoded' },
    ]);
    expect(memory().numTensors).toBe(before);
  });

  it('throws at the first one by default', async () => {
    const ids: string[] = [];
    const run = async () => {
      for await (const batch of createBatches(samples, { ...options, batchSize: 1 }).batches(0)) {
        ids.push(...batch.ids);
        batch.dispose();
      }
    };
    await expect(run()).rejects.toThrow('sample bad: bad_red.png: cannot be decoded');
    expect(ids).toEqual(['a']);
  });

  it('throws if no sample of an epoch is left', async () => {
    const source = createBatches([makeSample('bad')], { ...options, badSamples: 'skip' });
    await expect(source.batches(0).next()).rejects.toThrow(/none of 1 samples could be loaded/);
  });

  it('takes fingerprints of the others', async () => {
    const skipped: SkippedSample[] = [];
    const fingerprints = await fingerprintSamples(samples, { images, skip: (bad) => skipped.push(bad) });
    expect([...fingerprints.keys()]).toEqual(['a', 'c', 'e']);
    expect(skipped.map(({ id }) => id)).toEqual(['bad', 'worse']);
  });

  it('draws with weights, each copy in its own orientation, however many load at a time', async () => {
    const good = ['a', 'b', 'c', 'd'].map((id) => makeSample(id));
    const batchesWith = async (prefetch: number) => {
      const source = createBatches(good, {
        ...options,
        batchSize: 4,
        shuffle: true,
        weights: [4, 0, 0, 0],
        augment: 'dihedral',
        prefetch,
        images: makeStore([20, 20], () => makeImage([20, 20], ({ x, y }) => x + 3 * y)),
      });
      const { value } = await source.batches(0).next();
      const rows = [...(await value!.images.array())].map((row) => JSON.stringify(row));
      value!.dispose();
      return { ids: value!.ids, rows };
    };
    const { ids, rows } = await batchesWith(0);
    expect(ids).toEqual(['a', 'a', 'a', 'a']);
    expect(new Set(rows).size).toBeGreaterThan(1);
    expect(await batchesWith(3)).toEqual({ ids, rows });
  });
});
