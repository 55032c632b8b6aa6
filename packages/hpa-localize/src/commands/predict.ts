import { startBackend } from '@hpa/backend';
import { createBatches, type ImageStore, type Orientation, orientations, orientImage } from '@hpa/data';
import { groupFiles, openImages, readImageSets } from '@hpa/data/node';
import { argmax } from '@hpa/metrics';
import { loadClassifier } from '@hpa/models/node';
import { predict } from '@hpa/train';
import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { FlagError } from '../command-line/flag-error.js';
import {
  type BackendFlag,
  backendFlag,
  withExamples,
  withReadingFlags,
} from '../command-line/shared-flags.js';
import type { ReadCellsOptions } from '../dataset/read-cells.js';
import { modelFolder } from '../experiment/model-folder.js';
import { writeWhole } from '../experiment/run-folder.js';

/** The flags of `predict`. */
interface PredictFlags extends ReadCellsOptions, BackendFlag {
  readonly model: string;
  readonly data?: string;
  readonly tta?: boolean;
  readonly out: string;
}

/** Adds the flags and the action of `hpa-localize predict`. */
export function addPredict(command: Command): void {
  command
    .description(
      'Says where the protein of each image is, by a saved model, and writes a table of probabilities.',
    )
    .argument('[files...]', 'image files {Id}_{red,green,blue,yellow}.png (or .jpg, .tif), all of each Id')
    .requiredOption('--model <folder>', 'a saved model, or a model of a run such as runs/NAME/gapnet-pl')
    .option('--data <path>', 'a dataset in any layout, or a folder of images without labels');
  withReadingFlags(command)
    .option('--tta', 'average the predictions of the eight flips and quarter turns of each image')
    .option('--out <file>', 'where the table goes', 'predictions.csv')
    .addOption(backendFlag())
    .action(predictLocations);
  withExamples(command, [
    '--model runs/first/gapnet-pl --data DIR --out predictions.csv',
    '--model runs/first/gapnet-pl --tta A_red.png A_green.png A_blue.png A_yellow.png',
  ]);
}

async function predictLocations(
  files: readonly string[],
  { model, data, allowMissing, tta = false, out, backend: engine }: PredictFlags,
): Promise<void> {
  if ((data === undefined) === (files.length === 0)) {
    throw new FlagError('give either --data, a dataset, or the image files themselves');
  }
  const reading = allowMissing === 'yellow' ? ({ allowMissing: 'er' } as const) : {};
  const samples = data === undefined ? groupFiles(files, reading) : await readImageSets(data, reading);
  const folder = await modelFolder(model);
  const backend = await startBackend(engine);
  console.log(`engine: ${backend.name}, ${backend.device}`);

  const classifier = await loadClassifier(folder);
  const { card } = classifier;
  console.log(
    `model: ${card.name}, ${card.classes.length} classes; ${samples.length} cells${tta ? ', eight views each' : ''}`,
  );
  const upright = openImages({ height: card.input.height, width: card.input.width });
  const views: readonly Orientation[] = tta ? orientations : [0];

  const sums = samples.map(() => card.classes.map(() => 0));
  for (const orientation of views) {
    const images: ImageStore = {
      ...upright,
      image: async (sample) => orientImage(await upright.image(sample), orientation),
      inputs: (oriented, options) =>
        upright.inputs!(
          oriented.map(({ sample }) => ({ sample, orientation })),
          options,
        ),
    };
    const batches = createBatches(samples, {
      images,
      input: card.input,
      reuseMemory: true,
      classCount: card.classes.length,
      batchSize: 16,
      seed: 0,
    });
    const { scores } = await predict(classifier, batches, { memoryLimits: backend.memoryLimits });
    for (const [row, probabilities] of scores.entries()) {
      for (const [column, probability] of probabilities.entries()) {
        (sums[row] as number[])[column] =
          ((sums[row] as number[])[column] as number) + probability / views.length;
      }
    }
  }

  const header = ['id', 'predicted', ...card.classes.map(({ name }) => `p_${name}`)];
  const rows = samples.map(({ id }, row) => {
    const probabilities = sums[row] as number[];
    return [id, card.classes[argmax(probabilities)]?.name, ...probabilities];
  });
  await writeWhole(out, stringify([header, ...rows]));
  console.log(`wrote ${out}`);
  await upright.close();
  classifier.dispose();
  backend.dispose();
}
