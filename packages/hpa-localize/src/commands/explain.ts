import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import type { Sample } from '@hpa/data';
import { loadClassifier } from '@hpa/models/node';
import type { Command } from 'commander';
import { FlagError } from '../command-line/flag-error.js';
import { sayWarnings } from '../command-line/say-warnings.js';
import {
  type BackendFlag,
  backendFlag,
  parseList,
  type ReadingFlags,
  readingOptions,
  withExamples,
  withReadingFlags,
} from '../command-line/shared-flags.js';
import { openDataset } from '../dataset/open-dataset.js';
import { type ExplainedCell, explainCell } from '../explain/explain-cell.js';
import { writeWhole } from '../files/write-whole.js';
import { findModel } from '../localize/find-model.js';
import { explanationsPage } from '../pages/explanations-page.js';

/** The flags of `explain`. */
interface ExplainFlags extends ReadingFlags, BackendFlag {
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

async function explain({ model, data, ids, out, backend: engine, ...flags }: ExplainFlags): Promise<void> {
  const folder = findModel(model);
  const backend = await startBackend(engine);
  console.log(`engine: ${backend.name}, ${backend.device}`);
  const classifier = await loadClassifier(folder);
  const { card } = classifier;
  const reading = readingOptions(flags);
  const dataset = await openDataset(data, { ...reading, labels: 'ignored', size: card.input });
  sayWarnings(dataset);
  const byId = new Map(dataset.samples.map((sample) => [sample.id, sample]));
  const chosen = ids.map((id): Sample => {
    const sample = byId.get(id);
    if (!sample) {
      throw new FlagError(`--ids: ${data} holds no images of ${id} among its ${byId.size}`);
    }
    return sample;
  });

  const explained: ExplainedCell[] = [];
  for (const sample of chosen) {
    const { id } = sample;
    const explanation = await explainCell(classifier, { id, cell: await dataset.images.image(sample) });
    for (const { name, png } of explanation.images) {
      await writeWhole(join(out, `${fileName(id)}_${name}.png`), png);
    }
    console.log(`${id}: ${explanation.answer}`);
    explained.push(explanation);
  }
  const page = join(out, 'explain.html');
  await writeWhole(page, explanationsPage(explained, { model: card.name, provenance: card.provenance }));
  console.log(`wrote ${page}`);
  await dataset.close();
  classifier.dispose();
  backend.dispose();
}

/** Ids of class folders hold a slash. */
function fileName(id: string): string {
  return id.replaceAll(/[/\\]/g, '_');
}
