import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { readCellImage, readImageSets } from '@hpa/data/node';
import { loadClassifier } from '@hpa/models/node';
import type { Command } from 'commander';
import { FlagError } from '../command-line/flag-error.js';
import {
  type BackendFlag,
  backendFlag,
  parseList,
  withExamples,
  withReadingFlags,
} from '../command-line/shared-flags.js';
import type { ReadCellsOptions } from '../dataset/read-cells.js';
import { modelFolder } from '../experiment/model-folder.js';
import { writeWhole } from '../experiment/run-folder.js';
import { type ExplainedCell, explainCell } from '../explain/explain-cell.js';
import { explanationsPage } from '../pages/explanations-page.js';

/** The flags of `explain`. */
interface ExplainFlags extends ReadCellsOptions, BackendFlag {
  readonly model: string;
  readonly data: string;
  readonly ids: readonly string[];
  readonly out: string;
}

/** Adds the flags and the action of `hpa-localize explain`. */
export function addExplain(command: Command): void {
  command
    .description(
      'Shows where in an image, and in which channel, a saved model sees its answer; writes images and a page.',
    )
    .requiredOption('--model <folder>', 'a saved model, or a model of a run such as runs/NAME/gapnet-pl')
    .requiredOption('--data <path>', 'a dataset in any layout, or a folder of images without labels')
    .requiredOption('--ids <names>', 'Ids of the images to explain, separated by commas', parseList('Id'));
  withReadingFlags(command)
    .option('--out <folder>', 'where the images and explain.html go', 'explained')
    .addOption(backendFlag())
    .action(explain);
  withExamples(command, ['--model runs/first/gapnet-pl --data DIR --ids A,B --out explained']);
}

async function explain({ model, data, ids, out, backend: engine }: ExplainFlags): Promise<void> {
  const samples = await readImageSets(data);
  const chosen = ids.map((id) => {
    const sample = samples.find((candidate) => candidate.id === id);
    if (!sample) {
      throw new FlagError(`--ids: ${data} holds no images of ${id} among its ${samples.length} cells`);
    }
    return sample;
  });
  const folder = await modelFolder(model);
  const backend = await startBackend(engine);
  console.log(`engine: ${backend.name}, ${backend.device}`);

  const classifier = await loadClassifier(folder);
  const { card } = classifier;
  const explained: ExplainedCell[] = [];
  for (const { id, channels } of chosen) {
    const cell = await readCellImage(channels, { height: card.input.height, width: card.input.width });
    const explanation = await explainCell(classifier, { id, cell });
    for (const { name, png } of explanation.pictures) {
      await writeWhole(join(out, `${id}_${name}.png`), png);
    }
    console.log(`${id}: ${explanation.answer}`);
    explained.push(explanation);
  }
  const page = join(out, 'explain.html');
  await writeWhole(page, explanationsPage(explained, { model: card.name, provenance: card.provenance }));
  console.log(`wrote ${page}`);
  classifier.dispose();
  backend.dispose();
}
