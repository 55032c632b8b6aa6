/**
 * Starts from a network trained on other classes: copies its weights, trains the new head, then all layers slowly.
 * `node --import tsx examples/transfer.ts [EPOCHS]`; drawn cells, in seconds.
 */
import { startBackend } from '@hpa/backend';
import { createBatches, syntheticCells } from '@hpa/data';
import { type Classifier, freeze, gapNetPl, transferWeights, unfreeze } from '@hpa/models';
import { fit, optimizers } from '@hpa/train';

const epochs = Number(process.argv[2] ?? 2);
const { memoryLimits, dispose } = await startBackend('auto');
const input = { height: 48, width: 48 };

const before = syntheticCells({ classes: [0, 2, 21, 25], count: 64, seed: 1, size: 48 });
const pretrained = gapNetPl({ input, classes: before.classes, seed: 1 });
await train(pretrained, { cells: before, learningRate: 5e-4 });

const cells = syntheticCells({ classes: [13, 18], count: 32, seed: 2, size: 48 });
const classifier = gapNetPl({ input, classes: cells.classes, seed: 2 });
const { transferred, kept } = transferWeights({ from: pretrained, to: classifier });
console.log(`copied ${transferred.length} weights; new: ${kept.join(', ')}`);

freeze(classifier, { upTo: 'conv8' });
await train(classifier, { cells, learningRate: 5e-4 });
unfreeze(classifier);
await train(classifier, { cells, learningRate: 5e-5 });
dispose();

async function train(
  model: Classifier,
  { cells, learningRate }: { cells: typeof before; learningRate: number },
) {
  const { input, classes } = model.card;
  const options = { images: cells.images, input, classCount: classes.length, batchSize: 16, seed: 1 };
  const batches = createBatches(cells.samples, { ...options, shuffle: true, augment: 'dihedral' });
  const optimizer = optimizers.adam({ learningRate });
  const history = await fit(model, batches, { optimizer, epochs, memoryLimits });
  const losses = history.epochs.map(({ loss }) => loss.toFixed(3)).join(', ');
  console.log(`${model.variables.length} variables, ${classes.length} classes: loss ${losses}`);
}
