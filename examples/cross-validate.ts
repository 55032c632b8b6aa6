/**
 * Cross-validates a network: every sample is tested on once, by a model that did not train on it.
 * `node --import tsx examples/cross-validate.ts [DIR [FOLDS [EPOCHS]]]`; without arguments on drawn cells, in seconds.
 */
import { startBackend } from '@hpa/backend';
import { batchesFor, foldSamples, selectSingleLabel } from '@hpa/data';
import { openDataset } from '@hpa/localize';
import { evaluate } from '@hpa/metrics';
import { gapNetPl } from '@hpa/models';
import { fit, optimizers, predict } from '@hpa/train';

const [, , data = 'synthetic', folds = '3', epochs = '2'] = process.argv;
const { memoryLimits, dispose } = await startBackend('auto');
const dataset = await openDataset(data, { size: 48, count: 60 });
const { samples, classes } = selectSingleLabel(dataset, { classes: dataset.classes.map(({ id }) => id) });

const labels: (number | null)[] = [];
const scores: (readonly number[])[] = [];
const divided = foldSamples(samples, { folds: Number(folds), seed: 1, classCount: classes.length });
for (const [fold, { train, validation, test }] of divided.entries()) {
  const classifier = gapNetPl({ input: { height: 48, width: 48 }, classes, seed: fold });
  const options = { images: dataset.images, batchSize: 16, seed: 1 };
  const training = batchesFor(classifier, train, { ...options, shuffle: true, augment: 'dihedral' });
  const optimizer = optimizers.adam({ learningRate: 5e-4 });
  const fitting = { optimizer, epochs: Number(epochs), memoryLimits };
  await fit(classifier, training, { ...fitting, validation: batchesFor(classifier, validation, options) });
  const held = batchesFor(classifier, test, options);
  const tested = await predict(classifier, held, { task: 'single-label', memoryLimits });
  labels.push(...tested.labels);
  scores.push(...tested.scores);
  console.log(`fold ${fold + 1} of ${folds}: tested on ${test.length}`);
  classifier.dispose();
}
const { n, macroF1, intervals } = evaluate({ labels, scores }, { classes, seed: 1 });
console.log(
  `macro F1 over ${n} samples: ${macroF1.toFixed(3)} [${intervals.macroF1?.map((end) => end.toFixed(3))}]`,
);
await dataset.close();
dispose();
