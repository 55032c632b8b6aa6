/**
 * The study, step by step: trains models on the same images and writes a report that says which is better, by how much
 * and how sure that is. `hpa-localize compare` takes the same steps, and can also be interrupted and resumed.
 *
 *     node --import tsx examples/compare.ts                      (seconds, on drawn cells)
 *     node --import tsx examples/compare.ts --data DIR --classes 0,25,21,2 --models gapnet-pl,resnet-18 \
 *       --size 128 --epochs 30 --out runs/first
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBackend } from '@hpa/backend';
import {
  compareModels,
  measureBaselines,
  openDataset,
  type Report,
  splitDataset,
  trainModel,
  writeReport,
} from '@hpa/localize';

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: 'synthetic' },
    classes: { type: 'string', default: '13,18,25,26' },
    models: { type: 'string', default: 'gapnet-pl,scratch-cnn-3' },
    size: { type: 'string', default: '32' },
    epochs: { type: 'string', default: '3' },
    batch: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'runs/example' },
  },
});
const classes = flags.classes.split(',').map(Number);
const [size, epochs] = [Number(flags.size), Number(flags.epochs)];
const [batchSize, seed] = [Number(flags.batch), Number(flags.seed)];

// 1. An engine: a GPU if there is one, else the fastest that runs on this processor.
const backend = await startBackend('auto');
console.log(`engine: ${backend.name}, ${backend.device}`);

// 2. A dataset: any layout, a prepared folder, or drawn cells. Nothing is decoded yet.
const dataset = await openDataset(flags.data, { size, classes, seed, count: 120 });

// 3. Splits without leaks: groups stay together, classes keep their shares, and what still leaks is counted.
const study = await splitDataset(dataset, { classes, protocol: 'honest', seed });
const { train, validation, test } = study.splits;
console.log(`images: ${train.length} to train, ${validation.length} to validate, ${test.length} to test`);

// 4. What every model must beat: the most frequent class, and channel statistics without shapes.
const baselines = await measureBaselines(study);

// 5. Every model by its recipe, on the same batches; its last epoch is measured and saved.
const models: Report['models'][number][] = [];
for (const name of flags.models.split(',')) {
  const model = await trainModel(name, {
    study,
    folder: join(flags.out, name),
    epochs,
    batchSize,
    seed,
    memoryLimits: backend.memoryLimits,
    onEpoch: ({ epoch, loss }) => console.log(`${name} epoch ${epoch}/${epochs}: loss ${loss.toFixed(3)}`),
  });
  console.log(`${name}: test macro F1 ${model.test?.macroF1.toFixed(3)}`);
  models.push(model);
}

// 6. Every pair of models on the same test images, with intervals over whole groups and corrected p-values.
const comparisons = await compareModels(models, { folder: flags.out, study, seed });

// 7. The report: report.json, and the same as a page and as Markdown.
const command = ['examples/compare.ts', ...process.argv.slice(2)].join(' ');
await writeReport(flags.out, { command, seed, study, backend, baselines, models, comparisons });
console.log(`report: ${join(flags.out, 'report.html')}`);
await dataset.close();
backend.dispose();
