import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BackendName, startBackend } from '@hpa/backend';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { FlagError } from '../command-line/flag-error.js';
import { parseInteger } from '../command-line/parse-integer.js';
import {
  backendFlag,
  parseList,
  seedFlag,
  sizeFlag,
  withExamples,
  withReadingFlags,
} from '../command-line/shared-flags.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import { type Dataset, openDataset } from '../dataset/open-dataset.js';
import type { ReadCellsOptions } from '../dataset/read-cells.js';
import { measureBaselines } from '../experiment/baselines.js';
import { compareModels } from '../experiment/compare-models.js';
import { notesOn } from '../experiment/notes.js';
import { readPredictions } from '../experiment/predictions-csv.js';
import { checkRunFolder, writeReport, writeWhole } from '../experiment/run-folder.js';
import { trainModel } from '../experiment/train-model.js';
import { findTrainedWeights } from '../recipes/find-trained-weights.js';
import { type ModelName, modelNames, recipes } from '../recipes/recipes.js';
import type { Report } from '../report/schema/report-schema.js';
import { verdict } from '../report/verdict.js';

/** The flags of `compare`. */
interface CompareFlags extends ReadCellsOptions {
  readonly data?: string;
  readonly classes: readonly number[];
  readonly models: readonly ModelName[];
  readonly size?: number;
  readonly epochs?: number;
  readonly batch: number;
  readonly seed: number;
  readonly weights: string;
  readonly backend: 'auto' | BackendName;
  readonly protocol: 'honest' | 'notebook';
  readonly out?: string;
  readonly resume?: boolean;
}

/** The flags of `compare`, with their defaults. */
type CompareOptions = CompareFlags &
  Required<Pick<CompareFlags, 'size' | 'epochs' | 'out' | 'resume' | 'skipBad'>>;

/** The four locations of the public notebook that this project repeats. */
const NOTEBOOK_CLASSES = [13, 18, 25, 26];

/** The two models of that notebook, and the smaller one of Rumetshofer et al. */
const NOTEBOOK_MODELS: readonly ModelName[] = ['inception-v3', 'scratch-cnn', 'gapnet-pl'];

/** Adds the flags and the action of `hpa-localize compare`. */
export function addCompare(command: Command): void {
  command
    .description(
      'Trains models on the same images and writes a folder with a report: which model is better, by how much, and how sure that is.',
    )
    .option(
      '--data <path>',
      'a folder of images in any layout, a table of paths, or what prepare wrote (default: synthetic cells)',
    );
  withReadingFlags(command)
    .addOption(
      new Option('--classes <ids>', 'class ids of the dataset, in class order')
        .argParser(parseClasses)
        .default(NOTEBOOK_CLASSES, NOTEBOOK_CLASSES.join(',')),
    )
    .addOption(
      new Option('--models <names>', `of ${modelNames.join(', ')}`)
        .argParser(parseModels)
        .default(NOTEBOOK_MODELS, NOTEBOOK_MODELS.join(',')),
    )
    .addOption(sizeFlag('height and width of the images (default: 128, synthetic cells 80)'))
    .option(
      '--epochs <number>',
      'epochs of each model (default: 15, synthetic cells 12)',
      parseInteger({ minimum: 1 }),
    )
    .option('--batch <number>', 'images per batch', parseInteger({ minimum: 1 }), 16)
    .addOption(seedFlag('decides splits, initial weights, order, augmentation and resampling'))
    .option(
      '--weights <name>',
      'what inception-v3 starts from: random, imagenet (fetched on first use), or a file of its weights',
      'random',
    )
    .addOption(
      new Option(
        '--protocol <name>',
        'how samples are split: honest (no leaks) or notebook (as the public notebook, which leaks)',
      )
        .choices(['honest', 'notebook'])
        .default('honest'),
    )
    .addOption(backendFlag())
    .option('--out <folder>', 'run folder (default: runs/ and the time)')
    .option('--resume', 'resume the unfinished run in --out')
    .action((flags: CompareFlags) => compare(withDefaults(flags)));
  withExamples(command, [
    '',
    '--data DIR --classes 0,25,21,2 --size 128 --out runs/first',
    '--data DIR --models gapnet-pl,resnet-18 --epochs 30 --out runs/second',
    '--data DIR --models gapnet-pl,resnet-18 --epochs 30 --out runs/second --resume',
  ]);
}

function withDefaults(flags: CompareFlags): CompareOptions {
  if (flags.resume && flags.out === undefined) {
    throw new FlagError('--resume needs --out, the folder of the run to resume');
  }
  const synthetic = flags.data === undefined;
  return {
    skipBad: false,
    resume: false,
    ...flags,
    size: flags.size ?? (synthetic ? 80 : 128),
    epochs: flags.epochs ?? (synthetic ? 12 : 15),
    out: flags.out ?? `runs/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`,
  };
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

function parseModels(text: string): ModelName[] {
  const names = parseList('model')(text);
  const wrong = names.find((name) => !modelNames.includes(name as ModelName));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`There is no model "${wrong}"; there are ${modelNames.join(', ')}.`);
  }
  return names as ModelName[];
}

async function compare(options: CompareOptions): Promise<void> {
  const { out, resume, ...config } = options;

  // Everything that can be wrong is looked at before anything is written.
  for (const name of options.models) {
    if (options.size < recipes[name].minimumSize) {
      throw new FlagError(
        `--size ${options.size} is too small for ${name}, which needs at least ${recipes[name].minimumSize} pixels`,
      );
    }
  }
  const weights = await findTrainedWeights(options.weights, options);
  const before = await checkRunFolder(out, { resume, config });
  const backend = await startBackend(options.backend);
  console.log(`engine: ${backend.name}, ${backend.device}`);
  for (const { name, reason } of backend.passedOver) {
    console.log(`  not ${name}: ${reason}`);
  }
  const dataset = await openDataset(options);
  const { train, validation, test } = dataset.split;
  console.log(
    `cells: ${dataset.source}; ${train.length} to train, ${validation.length} to validate, ${test.length} to test`,
  );
  if (dataset.skipped.length > 0) {
    console.log(`skipped: ${dataset.skipped.length} cells that cannot be used`);
  }

  const baselines = await measureBaselines(dataset);

  const { passedOver, dispose: _, memoryLimits, ...engine } = backend;
  await writeWhole(
    join(out, 'config.json'),
    `${JSON.stringify({ options: config, backend: { ...engine, memoryLimits }, versions: { node: process.version, ...packageVersions() } }, null, 2)}\n`,
  );

  const interrupt = stopOnInterrupt();
  const models = [...(before?.models ?? [])].filter(({ status }) => status === 'complete');
  const report = async (status: Report['status']): Promise<Report> => {
    const ordered = options.models.flatMap((name) => models.filter((model) => model.name === name));
    const assembled: Report = {
      schemaVersion: 2,
      createdAt: new Date().toISOString(),
      command: ['hpa-localize', ...process.argv.slice(2)].join(' '),
      status,
      synthetic: dataset.synthetic,
      protocol: options.protocol,
      seed: options.seed,
      notes: notesOn({ models: ordered, skipped: dataset.skipped }),
      dataset: describe(dataset, options),
      backend: { ...engine, passedOver: [...passedOver] },
      baselines,
      models: ordered,
      comparisons: await comparisons(ordered, { dataset, options }),
    };
    await writeReport(out, assembled);
    return assembled;
  };

  for (const name of options.models) {
    if (interrupt.signal.aborted) {
      break;
    }
    if (models.some((model) => model.name === name)) {
      console.log(`${name}: complete already`);
      continue;
    }
    const trained = await trainModel(name, {
      dataset,
      options,
      memoryLimits,
      folder: join(out, name),
      signal: interrupt.signal,
      resume,
      weights,
    });
    models.push(trained.report);
    const { status, test: measured } = trained.report;
    if (measured) {
      console.log(
        `${name}: test accuracy ${measured.accuracy.toFixed(3)}, macro F1 ${measured.macroF1.toFixed(3)}`,
      );
    }
    // Rewritten after every model, so that the folder is valid whenever the process ends.
    if (status === 'interrupted' || name !== options.models.at(-1)) {
      await report('interrupted');
    }
  }

  const whole = options.models.every((name) =>
    models.some((model) => model.name === name && model.status === 'complete'),
  );
  const final = await report(whole ? 'complete' : 'interrupted');
  await dataset.close();
  const { headline, details } = verdict(final);
  console.log(`\n${[headline, ...details].join('\n')}`);
  for (const note of final.notes) {
    console.log(`note: ${note}`);
  }
  console.log(
    `${whole ? 'report' : 'interrupted; go on with --resume. Report so far'}: ${join(out, 'report.html')}`,
  );
  interrupt.release();
  backend.dispose();
  if (!whole) {
    process.exitCode = 130;
  }
}

function describe(
  { source, classes, split, groups, skipped, leakage }: Dataset,
  { size }: CompareOptions,
): Report['dataset'] {
  const count = (samples: Dataset['split']['train'], index: number) =>
    samples.filter(({ labels }) => labels[0] === index).length;
  return {
    provenance: source,
    classes: classes.map(({ id, name }) => ({ id, name })),
    counts: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    perClass: classes.map(({ id, name }, index) => ({
      id,
      name,
      train: count(split.train, index),
      validation: count(split.validation, index),
      test: count(split.test, index),
    })),
    grouped: groups !== undefined,
    ...(groups !== undefined && { groups }),
    ...(skipped.length > 0 && { skipped }),
    imageSize: size,
    leakage: {
      duplicateIds: leakage.duplicateIds,
      sharedGroups: leakage.sharedGroups,
      nearDuplicates: leakage.nearDuplicates,
    },
  };
}

/** Every pair of measured models on the test split, read back from what the run folder says. */
async function comparisons(
  models: Report['models'],
  { dataset, options }: { readonly dataset: Dataset; readonly options: CompareOptions },
): Promise<Report['comparisons']> {
  const measured = models.filter(({ status }) => status === 'complete');
  const predictions = await Promise.all(
    measured.map(async ({ name }) => ({
      name,
      test: await readPredictions(join(options.out, name, 'predictions.csv'), {
        classes: dataset.classes,
        split: 'test',
      }),
    })),
  );
  const groups =
    dataset.groups === undefined ? undefined : dataset.split.test.map(({ group }) => group as string);
  return compareModels(predictions, { seed: options.seed, groups });
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
