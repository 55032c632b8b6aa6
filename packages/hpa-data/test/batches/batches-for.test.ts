import '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { augmentBatches, batchesFor, COMPOSITIONS, createBatches } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';
import { makeStore } from '../support/make-store.js';

const images = makeStore([1, 1], () => makeImage([1, 1], ({ channel }) => 50 * (channel + 1)));
const samples = [makeSample('a', { labels: [1] })];
const input = { height: 1, width: 1, channels: COMPOSITIONS.bgry, normalization: 'none' } as const;
const model = { card: { input, classes: [{ name: 'x' }, { name: 'y' }, { name: 'z' }] } };
const options = { images, batchSize: 2, seed: 1 };

it('makes what the card says: its channels in order, its levels, a column per class', async () => {
  const { value: batch } = await batchesFor(model, samples, options).batches(0).next();
  // Levels 50 microtubules, 100 protein, 150 nucleus, 200 er; bgry puts the nucleus first.
  expect(batch!.images.arraySync()).toEqual([[[[150, 100, 50, 200]]]]);
  expect(batch!.labels.arraySync()).toEqual([[0, 1, 0]]);
  batch!.dispose();
});

it('refuses what the card says already, and a model without a card', () => {
  expect(() => batchesFor(model, samples, { ...options, input } as never)).toThrow(
    'batchesFor reads input from the card of the model; leave the option out',
  );
  expect(() => batchesFor(model, samples, { ...options, classCount: 2 } as never)).toThrow(
    'reads classCount',
  );
  expect(() => batchesFor({} as never, samples, options)).toThrow('model must have a card');
});

it('refuses a store whose images are not of the size in the card', () => {
  const large = { card: { ...model.card, input: { ...input, height: 2 } } };
  expect(() => batchesFor(large, samples, options)).toThrow('received a store of 1x1');
});

it('batches say what they are made of, augmented or not', () => {
  const batches = createBatches(samples, { ...options, input, classCount: 3 });
  expect(batches.input).toEqual(input);
  expect(augmentBatches(batches, { augmentations: [], seed: 1 }).input).toEqual(input);
});
