import { startBackend } from '@hpa/backend';
import { batchesFor, splitSamples, syntheticCells } from '@hpa/data';
import { evaluate } from '@hpa/metrics';
import { gapNetPl } from '@hpa/models';
import { loadClassifier, saveClassifier } from '@hpa/models/node';
import { fit, optimizers, predict, schedules } from '@hpa/train';

const backend = await startBackend('auto');
const { samples, classes, images } = syntheticCells({ classes: [2, 21], count: 300, seed: 1, size: 64 });
const { train, validation, test } = splitSamples(samples, { classCount: classes.length, seed: 1 });

// Size, channels and normalization of the batches are those in the card of the model.
const input = { height: images.height, width: images.width };
const model = gapNetPl({ input, classes, dropout: 0.1, seed: 1 });
const options = { images, batchSize: 16, seed: 1 };
const epochs = 15;
const steps = epochs * Math.ceil(train.length / options.batchSize);
const optimizer = optimizers.adam();
await fit(model, batchesFor(model, train, { ...options, shuffle: true }), {
  optimizer,
  epochs,
  schedule: schedules.cosine({ learningRate: 1e-3, steps, warmUp: 10 }),
  validation: batchesFor(model, validation, options),
});
optimizer.dispose();

const tested = await predict(model, batchesFor(model, test, options), { task: 'single-label' });
const { macroF1 } = evaluate(tested, { classes, seed: 1 });
console.log(`macro F1 ${macroF1.toFixed(2)} on unseen cells`);

await saveClassifier(model, 'runs/quick-start');
const loaded = await loadClassifier('runs/quick-start');
const { ids, scores } = await predict(loaded, batchesFor(loaded, test.slice(1, 2), options));
for (const [column, { name }] of loaded.card.classes.entries()) {
  console.log(`${ids[0]} ${name}: ${scores[0]?.[column]?.toFixed(2)}`);
}
backend.dispose();
