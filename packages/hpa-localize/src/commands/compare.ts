import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ClassLabel, LOCATIONS } from '@hpa/data';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { countLoads } from '../command-line/count-loads.js';
import { FlagError } from '../command-line/flag-error.js';
import { parseInteger } from '../command-line/parse-integer.js';
import { say } from '../command-line/say.js';
import { sayWarnings } from '../command-line/say-warnings.js';
import {
  type BackendFlag,
  parseList,
  type ReadingFlags,
  readingOptions,
  seedFlag,
  sizeFlag,
  withEngineFlags,
  withExamples,
  withReadingFlags,
} from '../command-line/shared-flags.js';
import { startEngine } from '../command-line/start-engine.js';
import { startCounter, startProgress } from '../command-line/start-progress.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import { type Dataset, openDataset } from '../dataset/open-dataset.js';
import { buildModel } from '../experiment/build-model.js';
import { compareModels } from '../experiment/compare-models.js';
import { measureBaselines } from '../experiment/measure-baselines.js';
import { openRun } from '../experiment/open-run.js';
import { PROTOCOLS, type ProtocolName } from '../experiment/protocols.js';
import { splitDataset } from '../experiment/split-dataset.js';
import { trainModel } from '../experiment/train-model.js';
import { writeReport } from '../experiment/write-report.js';
import { writeWhole } from '../files/write-whole.js';
import { findStartingWeights } from '../recipes/find-starting-weights.js';
import { RECIPES, type Recipe } from '../recipes/recipes.js';
import type { Report } from '../report/schema/report-schema.js';
import { verdict } from '../report/verdict.js';

/** The flags of `compare`. */
interface CompareFlags extends ReadingFlags, BackendFlag {
  readonly data: string;
  readonly classes: readonly number[];
  readonly models: readonly string[];
  readonly size?: number;
  readonly epochs?: number;
  readonly batch: number;
  readonly seed: number;
  readonly weights: string;
  readonly protocol: ProtocolName;
  readonly out?: string;
  readonly resume?: boolean;
}

/** The four locations of the public notebook that this project repeats. */
const NOTEBOOK_CLASSES = [13, 18, 25, 26];

/** The two models of that notebook, and the smaller one of Rumetshofer et al. */
const NOTEBOOK_MODELS: readonly string[] = ['inception-v3', 'scratch-cnn', 'gapnet-pl'];

/** The models that can start from trained weights. */
const STARTERS: readonly string[] = Object.values(RECIPES).flatMap(({ name, published }) =>
  published ? [name] : [],
);

/** Adds the flags and the action of `hpa-localize compare`. */
export function addCompare(command: Command): void {
  command
    .description(
      'Trains models on the same images and writes a folder with a report: which model is better, by how much, and how sure that is.',
    )
    .option(
      '--data <path>',
      'a folder or table in any layout, what prepare wrote, or the word synthetic for drawn cells',
      'synthetic',
    );
  withReadingFlags(command)
    .addOption(
      new Option('--classes <ids>', 'class ids of the dataset, in class order')
        .argParser(parseClasses)
        .default(NOTEBOOK_CLASSES, NOTEBOOK_CLASSES.join(',')),
    )
    .addOption(
      new Option('--models <names>', `of ${Object.keys(RECIPES).join(', ')}`)
        .argParser(parseModels)
        .default(NOTEBOOK_MODELS, NOTEBOOK_MODELS.join(',')),
    )
    .addOption(
      sizeFlag(
        'height and width of the images (default: 128, synthetic cells 80, a prepared dataset its own)',
      ),
    )
    .option(
      '--epochs <number>',
      'epochs of each model (default: 15, synthetic cells 12)',
      parseInteger({ minimum: 1 }),
    )
    .option('--batch <number>', 'images per batch', parseInteger({ minimum: 1 }), 16)
    .addOption(seedFlag('decides splits, initial weights, order, augmentation and resampling'))
    .option(
      '--weights <name>',
      `what ${STARTERS.join(', ')} start from: random, imagenet (fetched on first use), or a file of weights`,
      'random',
    )
    .addOption(
      new Option(
        '--protocol <name>',
        'how samples are split: honest (no leaks) or notebook (as the public notebook, which leaks)',
      )
        .choices(Object.keys(PROTOCOLS))
        .default('honest'),
    );
  withEngineFlags(command)
    .option('--out <folder>', 'run folder (default: runs/ and the time)')
    .option('--resume', 'resume the unfinished run in --out')
    .action(compare);
  withExamples(command, [
    '',
    '--data DIR --classes 0,25,21,2 --size 128 --out runs/first',
    '--data DIR --models gapnet-pl,resnet-18 --epochs 30 --out runs/second',
    '--data DIR --models gapnet-pl,resnet-18 --epochs 30 --out runs/second --resume',
  ]);
}

function parseClasses(text: string): number[] {
  const ids = parseList('class')(text);
  const wrong = ids.find((id) => !/^\d+$/.test(id));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`A class must be an id such as 25; received "${wrong}".`);
  }
  if (ids.length < 2) {
    throw new InvalidArgumentError('There must be at least two classes.');
  }
  return ids.map(Number);
}

function parseModels(text: string): string[] {
  const names = parseList('model')(text);
  const wrong = names.find((name) => !Object.hasOwn(RECIPES, name));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(
      `There is no model "${wrong}"; there are ${Object.keys(RECIPES).join(', ')}.`,
    );
  }
  return names;
}

async function compare(flags: CompareFlags): Promise<void> {
  const { out = `runs/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`, resume = false } =
    flags;
  if (resume && flags.out === undefined) {
    throw new FlagError('--resume needs --out, the folder of the run to resume');
  }
  const recipes = flags.models.map((name) => RECIPES[name] as Recipe);
  const dataset = await openData(flags);
  const config = withDefaults(flags, dataset);
  requireSize(recipes, { dataset, flags });
  const before = await openRun(out, { resume, config });
  const weights = await findStartingWeights(flags.weights, { recipes });
  const backend = await startEngine(flags);
  const { seed, batch: batchSize } = flags;
  const { epochs } = config;
  const counter = startCounter('images decoded');
  const counted = countLoads(dataset.images, { of: dataset.samples.length, counter });
  const study = await splitDataset(
    { ...dataset, images: counted },
    {
      classes: flags.classes,
      protocol: flags.protocol,
      seed,
      badSamples: flags.skipBad ? 'skip' : 'throw',
    },
  ).finally(counter.end);
  const { train, validation, test } = study.splits;
  say(
    `data: ${study.provenance}; ${train.length} to train, ${validation.length} to validate, ${test.length} to test`,
  );
  sayWarnings(study);
  if (study.skipped.length > 0) {
    say(`skipped: ${study.skipped.length} images that cannot be used`);
  }

  const baselines = await measureBaselines(study);
  // Nothing was written so far: whatever is wrong with flags and data has shown by now.
  const { dispose: _, passedOver: __, ...engine } = backend;
  const versions = { node: process.version, ...packageVersions() };
  await writeWhole(
    join(out, 'config.json'),
    `${JSON.stringify({ options: config, backend: engine, versions }, null, 2)}\n`,
  );

  const interrupt = stopOnInterrupt();
  const models = [...(before?.models ?? [])].filter(({ status }) => status === 'complete');
  const isComplete = (name: string) =>
    models.some((model) => model.name === name && model.status === 'complete');
  const write = async (): Promise<Report> => {
    const ordered = flags.models.flatMap((name) => models.filter((model) => model.name === name));
    return writeReport(out, {
      command: ['hpa-localize', ...process.argv.slice(2)].join(' '),
      status: flags.models.every(isComplete) ? 'complete' : 'interrupted',
      seed,
      study,
      backend,
      baselines,
      models: ordered,
      comparisons: await compareModels(ordered, { folder: out, study, seed }),
    });
  };

  for (const { name } of recipes) {
    if (interrupt.signal.aborted) {
      break;
    }
    if (isComplete(name)) {
      say(`${name}: already complete`);
      continue;
    }
    const progress = startProgress(name, { epochs });
    const model = await trainModel(name, {
      study,
      folder: join(out, name),
      epochs,
      batchSize,
      seed,
      memoryLimits: backend.memoryLimits,
      weights: weights.get(name) ?? null,
      resume,
      signal: interrupt.signal,
      onResume: (epoch) => progress.say(`${name}: resuming after epoch ${epoch}`),
      onBatch: progress.batch,
      onEpoch: progress.epoch,
    }).finally(progress.end);
    models.push(model);
    if (model.test) {
      const { accuracy, macroF1 } = model.test;
      say(`${name}: test accuracy ${accuracy.toFixed(3)}, macro F1 ${macroF1.toFixed(3)}`);
    }
    // Written after every model, so that the folder is valid whenever the process ends.
    if (name !== recipes.at(-1)?.name) {
      await write();
    }
  }

  const report = await write();
  await dataset.close();
  const { headline, details } = verdict(report);
  for (const line of ['', headline, ...details]) {
    say(line);
  }
  for (const note of report.notes) {
    say(`note: ${note}`);
  }
  const page = join(out, 'report.html');
  say(
    report.status === 'complete'
      ? `report: ${page}`
      : `interrupted; --resume continues. Report so far: ${page}`,
  );
  interrupt.release();
  backend.dispose();
  if (report.status !== 'complete') {
    process.exitCode = 130;
  }
}

/** Opens the data, and tells of a class that it has not. */
async function openData(flags: CompareFlags): Promise<Dataset> {
  const { data, classes, size, seed } = flags;
  if (data === 'synthetic') {
    requireClasses(classes, LOCATIONS);
    return openDataset(data, { classes, seed, size: size ?? 80 });
  }
  const dataset = await openDataset(data, { ...readingOptions(flags), ...(size !== undefined && { size }) });
  requireClasses(classes, dataset.classes);
  return dataset;
}

function requireClasses(ids: readonly number[], known: readonly ClassLabel[]): void {
  const unknown = ids.find((id) => !known.some((each) => each.id === id));
  if (unknown !== undefined) {
    const list = known.map(({ id, name }) => `${id} ${name}`).join(', ') || 'none';
    throw new FlagError(`--classes ${ids.join(',')}: there is no class ${unknown}; there are ${list}`);
  }
}

/** Builds each network without weights: it refuses a size that it cannot take. */
function requireSize(
  recipes: readonly Recipe[],
  { dataset: { images, classes }, flags }: { readonly dataset: Dataset; readonly flags: CompareFlags },
): void {
  for (const recipe of recipes) {
    try {
      const study = { images, classes, protocol: flags.protocol };
      buildModel(recipe, { study, seed: flags.seed, initialWeights: 'none' }).classifier.dispose();
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      throw new FlagError(`--size ${images.height}: ${error.message}`);
    }
  }
}

/** What decides the results of a run: to resume it, all of this must be the same. */
function withDefaults(
  { out: _, resume: __, threads: ___, ...flags }: CompareFlags,
  { images, layout, whiteLevel, levels }: Dataset,
) {
  return {
    ...flags,
    // What a prepared folder was told: predict reads images alike.
    ...(whiteLevel !== undefined && { whiteLevel }),
    ...(levels !== undefined && { levels }),
    skipBad: flags.skipBad ?? false,
    size: images.height,
    epochs: flags.epochs ?? (layout === 'synthetic' ? 12 : 15),
  };
}

function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const names = [
    '@hpa/backend',
    '@hpa/data',
    '@hpa/metrics',
    '@hpa/models',
    '@hpa/train',
    '@tensorflow/tfjs-core',
  ];
  return Object.fromEntries(
    names.map((name) => [name, (require(`${name}/package.json`) as { version: string }).version]),
  );
}
