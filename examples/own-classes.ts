/**
 * From images in a folder per class to a trained, measured and saved classifier.
 * `node --import tsx examples/own-classes.ts [DIR [MODEL [EPOCHS]]]`; without arguments on drawn cells, in seconds.
 */
import { startBackend } from '@hpa/backend';
import { batchesFor } from '@hpa/data';
import { openDataset, splitDataset } from '@hpa/localize';
import { evaluate } from '@hpa/metrics';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { fit, optimizers, predict } from '@hpa/train';

const [, , data = 'synthetic', out = 'runs/own-classes', epochs = '3'] = process.argv;
const { memoryLimits, dispose } = await startBackend('auto');
const dataset = await openDataset(data, { size: 64, count: 80 });
const { splits, classes, images } = await splitDataset(dataset, { seed: 1 });

const classifier = gapNetPl({ input: { height: 64, width: 64 }, classes, seed: 1 });
const options = { images, batchSize: 16, seed: 1, reuseMemory: true };
const training = batchesFor(classifier, splits.train, { ...options, shuffle: true, augment: 'dihedral' });

await fit(classifier, training, {
  optimizer: optimizers.adam({ learningRate: 5e-4 }),
  epochs: Number(epochs),
  validation: batchesFor(classifier, splits.validation, options),
  memoryLimits,
  callbacks: [{ onEpoch: ({ epoch, loss }) => console.log(`epoch ${epoch}: loss ${loss.toFixed(3)}`) }],
});
const held = batchesFor(classifier, splits.test, options);
const predictions = await predict(classifier, held, { task: 'single-label', memoryLimits });
const { accuracy, macroF1 } = evaluate(predictions, { classes, seed: 1 });
console.log(`test accuracy ${accuracy.toFixed(3)}, macro F1 ${macroF1.toFixed(3)}`);
await saveClassifier(classifier, out);
console.log(`saved ${out}`);
await dataset.close();
dispose();
