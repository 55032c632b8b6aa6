import { startBackend } from '@hpa/backend';
import { createBatches, syntheticCells } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { predict } from '@hpa/train';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchFeatures } from '../../src/knowledge/watch-features.js';

let backend: Awaited<ReturnType<typeof startBackend>>;
beforeAll(async () => {
  backend = await startBackend('cpu');
});
afterAll(() => backend.dispose());

it('keeps the features of each sample while it is scored, in whole batches and in parts, and leaves no tensor', async () => {
  const { samples, classes, images } = syntheticCells({ classes: [2, 25], count: 7, seed: 1, size: 32 });
  const classifier = gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 });
  const { input } = classifier.card;
  const batches = createBatches(samples, { images, input, classCount: 2, batchSize: 4, seed: 1 });
  const expected: number[][] = [];
  for await (const batch of batches.batches(0)) {
    const features = classifier.features(batch.images);
    expected.push(...(await features.array()));
    features.dispose();
    batch.dispose();
  }
  const plain = await predict(classifier, batches);
  const before = memory().numTensors;
  // Of two images at once no tensor would fit, so that a batch of four passes in parts; to know that, images of no sample pass first.
  const largest = 4 * 32 * 32 * 32;
  for (const memoryLimits of [undefined, { largestTensorBytes: 2 * largest - 1 }]) {
    const watched = watchFeatures(classifier, batches, { keepOf: (row) => [...row] });
    const { ids, scores } = await predict(
      watched.model,
      watched.batches,
      memoryLimits ? { memoryLimits } : {},
    );
    const kept = await watched.kept();
    expect(ids).toEqual(plain.ids);
    expect(scores).toEqual(plain.scores);
    expect(kept).toHaveLength(7);
    for (const [row, features] of kept.entries()) {
      expect(features).toEqual(expected[row]!.map((value) => expect.closeTo(value, 6)));
    }
    expect(memory().numTensors).toBe(before);
  }
  classifier.dispose();
});
