/**
 * Trains the model that comes with @hpa/localize, by its own functions, and writes it as a saved model: model.json, weights.bin and
 * training.json, which says on what it was trained and how good it is on the test split. The weights are those that were measured.
 *
 *     npm run train-default-model -- --data DIR --out packages/hpa-localize/models/default
 *         [--classes 0,25,21,2] [--size 96] [--epochs 30] [--seed 1] [--threads 1] [--work runs/default-model]
 *
 * DIR holds cells of the Human Protein Atlas in the layout of Kaggle 2018, with groups.csv. The run, in --work, resumes where it stopped.
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBackend } from '@hpa/backend';
import { openDataset, RECIPES, splitDataset, trainModel } from '@hpa/localize';

const DATA =
  'the Human Protein Atlas (single-pattern pictures of PRBioimages/DULoc, cut into cells and reduced)';
const TERMS =
  'Images of the Human Protein Atlas, CC BY-SA (https://www.proteinatlas.org/about/licence); the weights under the license of this package.';
const NOTES = [
  'One training on one split, by groups: the weights are those whose test figures are given.',
  'Recipes were chosen on these cells, and figures of this test split were seen on the way: other cells may score lower.',
  'Each image holds one cell and is stretched to a square; the size of a pixel in micrometers is not known.',
  'It never saw another location of the Atlas, such as mitochondria, cells with several locations, images of other microscopes, or whole fields.',
];

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    classes: { type: 'string', default: '0,25,21,2' },
    size: { type: 'string', default: '96' },
    epochs: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    work: { type: 'string', default: 'runs/default-model' },
  },
});

try {
  await trainDefaultModel();
} catch (error) {
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function trainDefaultModel(): Promise<void> {
  const { data, out, work } = flags;
  if (data === undefined || out === undefined) {
    throw new Error('--data, a folder of cells, and --out, the folder of the model, are needed');
  }
  const seed = Number(flags.seed);
  // On one engine and one thread the same data give the same weights.
  const backend = await startBackend('wasm', { threads: Number(flags.threads) });
  const dataset = await openDataset(data, { size: Number(flags.size) });
  try {
    const classes = flags.classes.split(',').map(Number);
    const study = await splitDataset({ ...dataset, provenance: DATA }, { classes, seed });
    if (study.groups === undefined) {
      throw new Error(
        `${data}: it has no groups.csv, without which cells of one picture are on both sides of the split`,
      );
    }
    const model = await trainModel(
      { ...RECIPES.gapnet!, name: 'default', title: 'The default model' },
      {
        study,
        folder: work,
        epochs: Number(flags.epochs),
        seed,
        memoryLimits: backend.memoryLimits,
        resume: true,
        // Pixels of others do not come along.
        trainingCells: false,
        onEpoch: ({ epoch, loss, validation }) =>
          console.log(
            `epoch ${epoch}/${flags.epochs}: loss ${loss.toFixed(3)}, macro F1 in validation ${validation?.macroF1?.toFixed(3)}`,
          ),
      },
    );
    if (model.status !== 'complete') {
      throw new Error(`the training is ${model.status}: ${model.failure ?? 'run this again to go on'}`);
    }
    await publish(join(work, 'model'), out);
    console.log(`wrote ${out}: test macro F1 ${model.test?.macroF1.toFixed(3)} on ${model.test?.n} cells`);
  } finally {
    await dataset.close();
    backend.dispose();
  }
}

/** Copies a saved model, and adds to its record what only people know; the folder is replaced as a whole. */
async function publish(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  await mkdir(dirname(to), { recursive: true });
  await rm(partial, { recursive: true, force: true });
  await cp(from, partial, { recursive: true });
  const path = join(partial, 'training.json');
  const { data, ...record } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const lines = Object.entries({ data, terms: TERMS, ...record, notes: NOTES }).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  await writeFile(path, `{\n${lines.join(',\n')}\n}\n`);
  await rm(to, { recursive: true, force: true });
  await rename(partial, to);
}
