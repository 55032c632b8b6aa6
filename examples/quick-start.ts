import { startBackend } from '@hpa/backend';
import { createBatches, type Sample, splitSamples, syntheticCells } from '@hpa/data';
import { macroF1 } from '@hpa/metrics';
import { gapNetPl } from '@hpa/models';
import { adam, fit, predict } from '@hpa/train';

const backend = await startBackend();
const { samples, classes, images } = syntheticCells({ classes: [2, 21], count: 300, seed: 1, size: 64 });
const { train, validation, test } = splitSamples(samples, { classCount: classes.length, seed: 1 });
const model = gapNetPl({ input: images, classes, seed: 1 });
const options = { images, input: model.card.input, classCount: classes.length, batchSize: 16, seed: 1 };
const batches = (part: readonly Sample[]) => createBatches(part, { ...options, shuffle: part === train });
await fit(model, batches(train), { optimizer: adam(), epochs: 6, validation: batches(validation) });
const { labels, scores } = await predict(model, batches(test));
console.log(`macro F1 ${macroF1({ labels: labels as number[], scores }).toFixed(2)} on unseen cells`);
backend.dispose();
