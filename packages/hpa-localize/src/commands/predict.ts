/**
 * Says where the protein of each cell sits, by a model that compare saved; writes a table of probabilities.
 * `npm run predict -- --help` lists the flags.
 */
import { startBackend } from '@hpa/backend';
import {
  COMPOSITIONS,
  createBatches,
  type ImageStore,
  type Orientation,
  orientations,
  orientImage,
} from '@hpa/data';
import { imageSetsOf, openImages, readImageSets } from '@hpa/data/node';
import { argmax } from '@hpa/metrics';
import { loadClassifier } from '@hpa/models/node';
import { predict } from '@hpa/train';
import { stringify } from 'csv-stringify/sync';
import { parsePredictOptions } from '../command-line/predict-options.js';
import { runMain } from '../command-line/run-main.js';
import { modelFolder } from '../experiment/model-folder.js';
import { writeWhole } from '../experiment/run-folder.js';

await runMain(async () => {
  const { model, data, files, allowMissing, tta, out, backend: engine } = parsePredictOptions(process.argv);
  const reading = allowMissing === 'yellow' ? ({ allowMissing: 'er' } as const) : {};
  const samples = data === undefined ? imageSetsOf(files, reading) : await readImageSets(data, reading);
  const folder = await modelFolder(model);
  const backend = await startBackend(engine);
  console.log(`engine: ${backend.name}, ${backend.device}`);

  const classifier = await loadClassifier(folder);
  const { card } = classifier;
  console.log(
    `model: ${card.name}, ${card.classes.length} classes; ${samples.length} cells${tta ? ', eight views each' : ''}`,
  );
  const size = card.inputShape[0];
  const upright = openImages({ height: size, width: size });
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
      input: {
        height: size,
        width: size,
        channels: COMPOSITIONS[card.channels],
        normalization: card.normalization,
      },
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
});
