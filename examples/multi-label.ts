/**
 * Several locations a cell: a sigmoid a class, and thresholds that the validation split gives.
 * `node --import tsx examples/multi-label.ts [EPOCHS] [FOLDER]`; drawn cells, in seconds.
 */
import { startBackend } from '@hpa/backend';
import { batchesFor, positiveWeights, splitSamples, syntheticCells } from '@hpa/data';
import { evaluate, fitThresholds } from '@hpa/metrics';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { fit, losses, optimizers, predict } from '@hpa/train';

const [epochs = '12', folder = 'runs/multi-label'] = process.argv.slice(2);
const [task, seed, size] = ['multi-label', 1, 48] as const;
const { dispose } = await startBackend('auto');
const drawn = { classes: [2, 14, 21], count: 200, locationsPerCell: [2, 1], seed, size };
const { samples, classes, images } = syntheticCells(drawn);
const classCount = classes.length;
const { train, validation, test } = splitSamples(samples, { classCount, multiLabel: true, seed });

const model = gapNetPl({ input: { height: size, width: size }, classes, task, seed });
const options = { images, batchSize: 16, seed };
const optimizer = optimizers.adam({ learningRate: 1e-3 });
await fit(model, batchesFor(model, train, { ...options, shuffle: true }), {
  optimizer,
  epochs: Number(epochs),
  loss: losses.binaryCrossEntropy({ positiveWeights: positiveWeights(train, { classCount }) }),
  validation: batchesFor(model, validation, options),
});
const validated = await predict(model, batchesFor(model, validation, options), { task });
const { values: thresholds } = fitThresholds({ ...validated, split: 'validation' }, { method: 'max-f1' });
await saveClassifier(model, folder, { thresholds });

const { ids, scores, labels } = await predict(model, batchesFor(model, test, options), { task });
const evaluation = evaluate({ task, labels, scores, thresholds }, { classes, seed });
console.log(`macro F1 ${evaluation.macroF1.toFixed(2)} on ${ids.length} unseen cells`);
for (const [index, { name }] of classes.entries()) {
  const found = scores.filter((row) => row[index]! >= thresholds[index]!).length;
  console.log(`${name}: in ${found} cells, from a probability of ${thresholds[index]!.toFixed(2)}`);
}
dispose();
