import { join } from 'node:path';
import type { CellImage, Sample } from '@hpa/data';
import type { ModelCard } from '@hpa/models';
import { type Command, Option } from 'commander';
import { claimedClasses } from '../answers/claimed-classes.js';
import { joinNames, requireJoinableNames } from '../answers/joined-names.js';
import { isPackage } from '../bioimage-io/is-package.js';
import { FlagError } from '../command-line/flag-error.js';
import { parseInteger } from '../command-line/parse-integer.js';
import { say } from '../command-line/say.js';
import { sayFields } from '../command-line/say-fields.js';
import { sayKnowledge } from '../command-line/say-knowledge.js';
import { sayLevels } from '../command-line/say-levels.js';
import { sayScaleFor } from '../command-line/say-scale.js';
import { sayWarnings } from '../command-line/say-warnings.js';
import {
  type InferenceFlags,
  modelsFlag,
  type ReadingFlags,
  readingOptions,
  seedFlag,
  withExamples,
  withInferenceFlags,
  withReadingFlags,
  withRequiredFlag,
} from '../command-line/shared-flags.js';
import { startInferenceEngine } from '../command-line/start-engine.js';
import { startCounter } from '../command-line/start-progress.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import type { Dataset } from '../dataset/open-dataset.js';
import { anndataBytes } from '../embed/anndata-bytes.js';
import type { EmbeddedCells } from '../embed/embedded-cells.js';
import { featuresCsv, neighborsTable } from '../embed/embedding-tables.js';
import { nearestNeighbors } from '../embed/nearest-neighbors.js';
import { principalComponents } from '../embed/principal-components.js';
import { spriteSheets } from '../embed/sprite-sheets.js';
import { UMAP_NEIGHBORS, umapLayout } from '../embed/umap-layout.js';
import { stringifyTable } from '../files/csv-table.js';
import { writeNpy } from '../files/npy.js';
import { writeWhole } from '../files/write-whole.js';
import { embedSamples, type SampleFeatures } from '../localize/embed-samples.js';
import { loadModel } from '../localize/load-model.js';
import { DEFAULT_MODEL } from '../localize/model-catalog.js';
import { type Member, openMembers } from '../localize/open-members.js';
import { resolveModel } from '../localize/resolve-model.js';
import { embeddingPage } from '../pages/embedding-page.js';

/** The flags of `embed`. */
interface EmbedFlags extends ReadingFlags, InferenceFlags {
  readonly model?: readonly string[];
  readonly data: string;
  readonly seed: number;
  readonly thumbnails: number;
  readonly out: string;
}

/** Fewer cells make no map: two are always on a line. */
const MINIMUM_CELLS = 3;

/** Neighbors of each cell in neighbors.csv and on the page. */
const SHOWN_NEIGHBORS = 8;

/** Principal components that the AnnData file holds, at most. */
const COMPONENTS = 50;

/** Adds the flags and the action of `hpa-localize embed`. */
export function addEmbed(command: Command): void {
  command.description(
    'Writes the features of each image as a saved model sees it, and a page with a map of them on which cells that look alike are near.',
  );
  command.addOption(modelsFlag());
  withRequiredFlag(
    command,
    new Option('--data <path>', 'a dataset in any layout, or a folder of images without labels'),
  );
  withReadingFlags(command)
    .addOption(seedFlag('decides where the map by UMAP begins, and with it how it looks'))
    .option(
      '--thumbnails <number>',
      'images on the page, at most: of more cells, evenly spaced ones have an image; each takes about 4 kB',
      parseInteger({ minimum: 0 }),
      1000,
    )
    .option(
      '--out <folder>',
      'where features.csv, features.npy, neighbors.csv, embedding.h5ad and embedding.html go',
      'embedding',
    );
  withInferenceFlags(command).action(embed);
  withExamples(command, [
    '--data DIR --out runs/embedding',
    '--model runs/first/gapnet-pl --data DIR --out runs/embedding',
    '--model runs/first/gapnet-pl --data DIR --seed 2 --thumbnails 300',
  ]);
}

async function embed({
  model = [DEFAULT_MODEL],
  data,
  seed,
  thumbnails,
  out,
  ...flags
}: EmbedFlags): Promise<void> {
  const [name, ...more] = model as readonly [string, ...string[]];
  if (more.length > 0) {
    throw new FlagError(
      `--model: features are those of one model; received ${model.length}: run embed once for each`,
    );
  }
  const folder = await resolveModel(name, { onFetch: say });
  if (isPackage(folder)) {
    throw new FlagError(
      `--model: ${folder} is a bioimage.io package, which answers but gives no features; predict opens it`,
    );
  }
  const given = readingOptions(flags);
  const opened = await openMembers([folder], { images: data, given });
  const [{ dataset, record }] = opened.members as readonly [Member];
  sayLevels(dataset);
  sayScaleFor(record, dataset);
  sayWarnings(dataset);
  sayFields(dataset);
  requireCells(dataset.samples.length, { data });
  // Whatever is wrong with the files has shown by now, before an engine starts.
  const engine = await startInferenceEngine(flags);
  const classifier = await loadModel(folder, engine);
  const { card } = classifier;
  if (card.task === 'multi-label') {
    requireJoinableNames(card.classes);
  }
  sayKnowledge(opened.members, { task: card.task, samples: dataset.samples });
  const { signal, release } = stopOnInterrupt();
  say(`model: ${card.name}, ${card.task}, ${card.classes.length} classes; ${dataset.samples.length} images`);
  const counter = startCounter('images');
  const found = await embedSamples(classifier, dataset, {
    badSamples: given.badSamples,
    memoryLimits: engine.memoryLimits,
    signal,
    onProgress: counter.update,
  }).finally(counter.end);
  for (const { id, reason } of [...dataset.skipped, ...found.skipped]) {
    say(`skipped ${id}: ${reason}`);
  }
  requireCells(found.ids.length, { data });
  const cells = await mapCells(found, { dataset, card, seed, signal });
  const shown = tilesOf(found.ids.length, { maximum: thumbnails });
  const sheets = await spriteSheets(imagesOf(shown.rows, { ids: found.ids, dataset, signal }));

  const { dimensions } = found;
  say(`features: ${dimensions} of each of ${found.ids.length} images`);
  const write = async (file: string, contents: string | Uint8Array): Promise<void> => {
    await writeWhole(join(out, file), contents);
    say(`wrote ${join(out, file)}`);
  };
  await write('features.csv', featuresCsv(cells));
  await write('features.npy', writeNpy(cells.features.values, { shape: [cells.features.count, dimensions] }));
  await write('neighbors.csv', stringifyTable(neighborsTable(cells, { shown: SHOWN_NEIGHBORS })));
  await write('embedding.h5ad', await anndataBytes(cells));
  const { tiles } = shown;
  await write(
    'embedding.html',
    embeddingPage(cells, { seed, shownNeighbors: SHOWN_NEIGHBORS, sheets, tiles }),
  );
  release();
  await opened.close();
  classifier.dispose();
  engine.dispose();
}

function requireCells(count: number, { data }: { readonly data: string }): void {
  if (count < MINIMUM_CELLS) {
    throw new Error(`${data}: a map needs at least ${MINIMUM_CELLS} images that can be used; found ${count}`);
  }
}

/** Finds the neighbors of each cell, and where it lies on both maps. */
async function mapCells(
  { ids, dimensions, values, scores }: SampleFeatures,
  {
    dataset,
    card,
    seed,
    signal,
  }: {
    readonly dataset: Dataset;
    readonly card: ModelCard;
    readonly seed: number;
    readonly signal: AbortSignal;
  },
): Promise<EmbeddedCells> {
  const features = { count: ids.length, dimensions, values };
  const comparing = startCounter('cells compared');
  const neighbors = await nearestNeighbors(features, {
    count: Math.min(Math.max(UMAP_NEIGHBORS, SHOWN_NEIGHBORS), ids.length - 1),
    signal,
    onProgress: comparing.update,
  }).finally(comparing.end);
  const laying = startCounter('epochs of UMAP');
  const umap = await umapLayout(neighbors, { seed, signal, onProgress: laying.update }).finally(laying.end);
  const byId = new Map(dataset.samples.map((sample) => [sample.id, sample]));
  const samples = ids.map((id) => byId.get(id)!);
  return {
    model: {
      name: card.name,
      provenance: card.provenance,
      classes: card.classes.map(({ name }) => name),
    },
    ids,
    groups: samples.map(({ group = '' }) => group),
    labels: samples.map(({ labels }) => joinNames(labels, { classes: dataset.classes })),
    predicted: scores.map((row) => joinNames(claimedClasses(row, card), { classes: card.classes })),
    scores,
    features,
    neighbors,
    pca: principalComponents(features, { maximum: COMPONENTS }),
    umap,
  };
}

/** Chooses the cells that have a thumbnail, evenly spaced, and numbers them: -1 for those without. */
function tilesOf(
  count: number,
  { maximum }: { readonly maximum: number },
): { readonly rows: readonly number[]; readonly tiles: readonly number[] } {
  const shown = Math.min(count, maximum);
  const rows = Array.from({ length: shown }, (_, tile) => Math.floor((tile * count) / shown));
  const tiles = new Array<number>(count).fill(-1);
  for (const [tile, row] of rows.entries()) {
    tiles[row] = tile;
  }
  return { rows, tiles };
}

async function* imagesOf(
  rows: readonly number[],
  {
    ids,
    dataset: { samples, images },
    signal,
  }: { readonly ids: readonly string[]; readonly dataset: Dataset; readonly signal: AbortSignal },
): AsyncGenerator<CellImage> {
  const byId = new Map<string, Sample>(samples.map((sample) => [sample.id, sample]));
  const counter = startCounter('thumbnails');
  try {
    for (const [done, row] of rows.entries()) {
      signal.throwIfAborted();
      counter.update({ done, of: rows.length });
      yield await images.image(byId.get(ids[row]!)!);
    }
  } finally {
    counter.end();
  }
}
