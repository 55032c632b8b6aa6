import { startBackend } from '@hpa/backend';
import { createBatches, syntheticCells } from '@hpa/data';
import { scratchCnn } from '@hpa/models';
import { findLearningRate, optimizers, fit as train } from '@hpa/train';
import { expect, it } from 'vitest';

// What @hpa/train suggests for a network of @hpa/models on cells of @hpa/data.

it('suggests a rate at which the scratch CNN learns more than far below and far above it', async () => {
  const engine = await startBackend('wasm', { threads: 2 });
  const cells = syntheticCells({ classes: [0, 2, 21, 25], count: 64, seed: 1, size: 32 });
  const build = () =>
    scratchCnn({
      input: { height: 32, width: 32 },
      classes: cells.classes,
      seed: 1,
      stages: 2,
      denseUnits: 32,
      dropout: 0.25,
    });
  const model = build();
  const batches = createBatches(cells.samples, {
    images: cells.images,
    input: model.card.input,
    classCount: cells.classes.length,
    batchSize: 8,
    seed: 1,
    shuffle: true,
  });
  const { suggestion } = await findLearningRate(model, batches, {
    optimizer: optimizers.adam(),
    minimum: 1e-6,
    maximum: 1,
    steps: 60,
  });
  const lossAt = async (learningRate: number): Promise<number> => {
    const copy = build();
    const optimizer = optimizers.adam({ learningRate });
    const { epochs } = await train(copy, batches, { optimizer, epochs: 4 });
    optimizer.dispose();
    copy.dispose();
    return epochs.at(-1)!.loss;
  };
  const suggested = await lossAt(suggestion!);
  expect(suggested).toBeLessThan(await lossAt(suggestion! / 100));
  expect(suggested).toBeLessThan(await lossAt(suggestion! * 100));
  // ln 4 is the loss of a guess.
  expect(suggested).toBeLessThan(Math.log(4) - 0.05);
  model.dispose();
  engine.dispose();
}, 120_000);
