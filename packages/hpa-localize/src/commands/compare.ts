import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { BACKEND_NAMES, type BackendName } from '@hpa/backend';
import { LOCATIONS } from '@hpa/data';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Task } from '../answers/task.js';
import {
  ALL_CLASSES,
  chooseClasses,
  defaultClasses,
  NOTEBOOK_CLASSES,
  occurringClasses,
  SEVERAL_LOCATIONS,
} from '../command-line/choose-classes.js';
import { countLoads } from '../command-line/count-loads.js';
import { FlagError } from '../command-line/flag-error.js';
import { parseInteger } from '../command-line/parse-integer.js';
import { resumeLine } from '../command-line/resume-line.js';
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
import { chooseTask } from '../experiment/choose-task.js';
import { findResumable } from '../experiment/find-resumable.js';
import { measureBaselines } from '../experiment/measure-baselines.js';
import { type OpenRun, openRun } from '../experiment/open-run.js';
import { PROTOCOLS, type ProtocolName } from '../experiment/protocols.js';
import { requireSameStudy } from '../experiment/require-same-study.js';
import { type RunConfig, writeConfig } from '../experiment/run-config.js';
import { writeSamples } from '../experiment/sample-records.js';
import { splitDataset } from '../experiment/split-dataset.js';
import { identifyStudy } from '../experiment/study-identity.js';
import { trainStudy } from '../experiment/train-study.js';
import { hashPath } from '../files/hash-files.js';
import { findStartingWeights, type StartingWeights } from '../recipes/find-starting-weights.js';
import { RECIPES, type Recipe } from '../recipes/recipes.js';
import type { ModelReport } from '../report/schema/report-schema.js';
import { verdict } from '../report/verdict.js';

/** The flags of `compare`. */
interface CompareFlags extends ReadingFlags, BackendFlag {
  readonly data: string;
  readonly task: 'auto' | Task;
  /** What a run that is resumed was asked for, where `task` is what it took. */
  readonly askedTask?: 'auto' | Task;
  /** Names or ids as they were asked for; the ids, as numbers, of a run that is resumed. */
  readonly classes?: readonly (string | number)[];
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

/** The two models of that notebook, and the smaller one of Rumetshofer et al. */
const NOTEBOOK_MODELS: readonly string[] = ['inception-v3', 'scratch-cnn', 'gapnet-pl'];

/** The cells that a multi-label run draws: how many, and how many of them have one, two and three locations, relatively. */
const SEVERAL_CELLS = { count: 2400, locationsPerCell: [2, 2, 1] } as const;

/** Flags that do not change results: a run may be resumed with others. */
const NOT_OF_THE_RUN: readonly string[] = ['out', 'resume', 'threads'];

/** Flags that may name the same file in several ways. */
const PATHS: readonly string[] = ['data', 'weights'];

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
      new Option(
        '--task <name>',
        'single-label: one location a cell; multi-label: any number of them, or none; auto: multi-label if any chosen row has several labels',
      )
        .choices(['auto', 'single-label', 'multi-label'])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--classes <names>',
        `names or ids of classes of the dataset, in class order, or the word ${ALL_CLASSES} (default: all that occur; ${NOTEBOOK_CLASSES.join(',')} of the locations of Kaggle 2018)`,
      ).argParser(parseList('class')),
    )
    .addOption(
      new Option('--models <names>', `of ${Object.keys(RECIPES).join(', ')}`)
        .argParser(parseModels)
        .default(NOTEBOOK_MODELS, NOTEBOOK_MODELS.join(',')),
    )
    .addOption(
      sizeFlag(
        'height and width of the images (default: 128, synthetic cells 80 or, of several locations, 64, a prepared dataset its own)',
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
    .option('--resume', 'resume the unfinished run in --out, with the flags that it was started with')
    .action(compare);
  withExamples(command, [
    '',
    '--data DIR --classes 0,25,21,2 --size 128 --out runs/first',
    "--data DIR --classes 'Nucleoplasm,Cytosol' --models gapnet-pl --out runs/names",
    '--task multi-label --data DIR --classes all --models gapnet-pl,resnet-18 --out runs/several',
    '--data DIR --models gapnet-pl,resnet-18 --epochs 30 --out runs/second',
    '--resume --out runs/second',
  ]);
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

async function compare(given: CompareFlags, command: Command): Promise<void> {
  const { out, resume = false } = given;
  if (resume && out === undefined) {
    throw new FlagError('--resume needs --out, the folder of the run to resume');
  }
  const run = await openRun(out, { resume, command: 'compare' });
  const closers: (() => unknown)[] = [run.release];
  try {
    await compareIn(run, { given, command, closers });
  } finally {
    for (const close of closers.reverse()) {
      await close();
    }
  }
}

async function compareIn(
  { folder, config }: OpenRun,
  {
    given,
    command,
    closers,
  }: {
    readonly given: CompareFlags;
    readonly command: Command;
    /** What to close at the end, however it comes, the last first. */
    readonly closers: (() => unknown)[];
  },
): Promise<void> {
  const flags = config === null ? given : flagsOfRun(given, { command, folder, config });
  const resume = config !== null;
  const recipes = recipesOf(flags.models);
  const { dataset, classes } = await openData(flags);
  closers.push(dataset.close);
  if (config !== null && given.classes !== undefined) {
    requireSameClasses(given.classes, { folder, classes, dataset, flags });
  }
  const options = withDefaults(flags, { dataset, classes });
  const askedTask = flags.askedTask ?? flags.task;
  const { task } = chooseTask(dataset, { task: askedTask, protocol: flags.protocol, classes });
  requireSuitable(recipes, { dataset, flags, task });
  const weights = await findStartingWeights(flags.weights, { recipes });
  // To resume on another engine would mix its rounding into the results: auto takes the one that the run began on.
  const engineName =
    flags.backend === 'auto' && config !== null ? requireEngine(config.backend.name) : flags.backend;
  const backend = await startEngine({ ...flags, backend: engineName });
  closers.push(backend.dispose);
  const { seed, batch: batchSize } = flags;
  const { epochs } = options;
  const counter = startCounter('images decoded');
  const counted = countLoads(dataset.images, { of: dataset.samples.length, counter });
  const study = await splitDataset(
    { ...dataset, images: counted },
    {
      task: askedTask,
      classes,
      protocol: flags.protocol,
      seed,
      badSamples: flags.skipBad ? 'skip' : 'throw',
    },
  ).finally(counter.end);
  const { train, validation, test } = study.splits;
  say(`task: ${task}, ${study.taskReason}`);
  say(
    `data: ${study.provenance}; ${train.length} to train, ${validation.length} to validate, ${test.length} to test`,
  );
  sayWarnings(study);
  if (study.splitNote !== undefined) {
    say(`note: ${study.splitNote}`);
  }
  if (flags.classes === undefined) {
    say(`classes: ${study.classes.map(({ name }) => name).join(', ')}; --classes chooses others`);
  }
  if (study.skipped.length > 0) {
    say(`skipped: ${study.skipped.length} images that cannot be used`);
  }
  const { samples, ...digests } = identifyStudy(study);
  const identity = { ...digests, weights: await hashWeights(weights) };
  if (config !== null) {
    await requireSameStudy(folder, { before: config.identity, now: identity, study });
  }
  const ended =
    config === null
      ? new Map<string, ModelReport>()
      : await findResumable(folder, { recipes, weights, study, epochs, batchSize, seed });

  const baselines = await measureBaselines(study);
  // Nothing was written so far: whatever is wrong with flags, data and what is to be resumed has shown by now.
  if (config === null) {
    const { dispose: _, passedOver, ...engine } = backend;
    const versions = { node: process.version, ...packageVersions() };
    const settings = { ...options, task, askedTask, models: [...options.models] };
    await writeConfig(folder, {
      options: settings,
      identity,
      backend: { ...engine, passedOver: [...passedOver] },
      versions,
    });
  }
  await writeSamples(folder, samples);

  const interrupt = stopOnInterrupt();
  closers.push(interrupt.release);
  const continuing = resumeLine(folder);
  const report = await trainStudy(recipes, {
    folder,
    study,
    epochs,
    batchSize,
    seed,
    backend: { ...backend, passedOver: config?.backend.passedOver ?? backend.passedOver },
    weights,
    baselines,
    command: ['hpa-localize', ...process.argv.slice(2)].join(' '),
    ended,
    resume,
    signal: interrupt.signal,
    say,
    startProgress: (model, progress) => startProgress(model, { ...progress, task }),
  }).catch((error: unknown) => {
    say('what was finished is kept; to go on:');
    say(continuing);
    throw error;
  });
  const { headline, details } = verdict(report);
  for (const line of ['', headline, ...details]) {
    say(line);
  }
  for (const note of report.notes) {
    say(`note: ${note}`);
  }
  say(`report: ${join(folder, 'report.html')}`);
  if (report.status !== 'complete') {
    say('interrupted; to go on:');
    say(continuing);
    process.exitCode = 130;
  } else if (report.models.some(({ status }) => status === 'failed')) {
    process.exitCode = 1;
  }
}

/** The flags of a run to resume: those that it was started with, and none that disagrees. */
function flagsOfRun(
  given: CompareFlags,
  {
    command,
    folder,
    config: { options, backend },
  }: { readonly command: Command; readonly folder: string; readonly config: RunConfig },
): CompareFlags {
  const started: Readonly<Record<string, unknown>> = options;
  for (const [key, value] of Object.entries(given)) {
    // Classes are compared once the data says which ones the words mean.
    if (
      key === 'classes' ||
      (key === 'task' && value === 'auto') ||
      NOT_OF_THE_RUN.includes(key) ||
      command.getOptionValueSource(key) === 'default'
    ) {
      continue;
    }
    const isAgreed =
      JSON.stringify(started[key]) === JSON.stringify(value) ||
      (key === 'backend' && backend.name === value) ||
      (PATHS.includes(key) && resolve(String(started[key])) === resolve(String(value)));
    if (!isAgreed) {
      const before = started[key] === undefined ? 'no' : JSON.stringify(started[key]);
      throw new Error(
        `--resume: ${folder} was started with ${key} ${before}; received ${JSON.stringify(value)}`,
      );
    }
  }
  const unknown = options.models.find((name) => !Object.hasOwn(RECIPES, name));
  if (unknown !== undefined) {
    throw new Error(`${join(folder, 'config.json')}: options.models: there is no model "${unknown}"`);
  }
  return { ...given, ...(started as Partial<CompareFlags>) };
}

function requireEngine(name: string): BackendName {
  const known = BACKEND_NAMES.find((each) => each === name);
  if (known === undefined) {
    throw new Error(`--resume: the run was started on the engine "${name}", which this version has not`);
  }
  return known;
}

function recipesOf(names: readonly string[]): Recipe[] {
  return names.map((name) => RECIPES[name] as Recipe);
}

async function hashWeights(
  weights: ReadonlyMap<string, StartingWeights>,
): Promise<Readonly<Record<string, string>>> {
  const hashed: Record<string, string> = {};
  for (const [name, { path }] of weights) {
    hashed[name] = await hashPath(path);
  }
  return hashed;
}

/** Requires that a run that is resumed is asked for the classes that it was started with. */
function requireSameClasses(
  words: NonNullable<CompareFlags['classes']>,
  {
    folder,
    classes,
    dataset,
    flags,
  }: {
    readonly folder: string;
    readonly classes: readonly number[];
    readonly dataset: Dataset;
    readonly flags: CompareFlags;
  },
): void {
  const asked = findClasses(words, { flags, dataset: dataset.layout === 'synthetic' ? null : dataset });
  if (asked.join() !== classes.join()) {
    throw new Error(
      `--resume: ${folder} was started with classes ${JSON.stringify(classes)}; received ${JSON.stringify(asked)}`,
    );
  }
}

/** Opens the data and finds the classes, by their ids. */
async function openData(
  flags: CompareFlags,
): Promise<{ readonly dataset: Dataset; readonly classes: readonly number[] }> {
  const { data, size, seed } = flags;
  if (data === 'synthetic') {
    const classes = findClasses(flags.classes, { flags, dataset: null });
    const several = flags.task === 'multi-label';
    const drawing = { classes, seed, size: size ?? (several ? 64 : 80), ...(several && SEVERAL_CELLS) };
    return { dataset: await openDataset(data, drawing), classes };
  }
  const dataset = await openDataset(data, { ...readingOptions(flags), ...(size !== undefined && { size }) });
  return { dataset, classes: findClasses(flags.classes, { flags, dataset }) };
}

/** Finds the classes that words ask for, or those of a study that asks for none. */
function findClasses(
  words: CompareFlags['classes'],
  {
    flags,
    dataset,
  }: {
    readonly flags: CompareFlags;
    /** Null for cells that are yet to be drawn. */
    readonly dataset: Dataset | null;
  },
): readonly number[] {
  const task = flags.protocol === 'notebook' ? 'single-label' : flags.task;
  if (words === undefined) {
    const drawn = task === 'multi-label' ? SEVERAL_LOCATIONS : NOTEBOOK_CLASSES;
    return dataset ? defaultClasses(dataset, { task }) : drawn;
  }
  // A study has two classes or more, so that the word alone cannot be the name of one.
  if (words.length === 1 && words[0] === ALL_CLASSES) {
    return dataset ? occurringClasses(dataset, { task }) : LOCATIONS.map(({ id }) => id);
  }
  return chooseClasses(words, dataset?.classes ?? LOCATIONS);
}

/** Builds each network without weights: it refuses a size, and a task, that it cannot take. */
function requireSuitable(
  recipes: readonly Recipe[],
  {
    dataset: { images, classes },
    flags,
    task,
  }: { readonly dataset: Dataset; readonly flags: CompareFlags; readonly task: Task },
): void {
  for (const recipe of recipes) {
    if (recipe.task !== undefined && recipe.task !== task) {
      throw new FlagError(`--models ${recipe.name}: it is for the task ${recipe.task}; received ${task}`);
    }
    try {
      const study = { images, classes, task, protocol: flags.protocol };
      buildModel(recipe, { study, seed: flags.seed, initialWeights: 'none' }).classifier.dispose();
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      throw new FlagError(`--size ${images.height}: ${error.message}`);
    }
  }
}

/** What decides the results of a run: a run that is resumed takes all of it from here. */
function withDefaults(
  flags: CompareFlags,
  {
    dataset: { images, layout, whiteLevel, levels },
    classes,
  }: { readonly dataset: Dataset; readonly classes: readonly number[] },
) {
  return {
    ...(Object.fromEntries(Object.entries(flags).filter(([key]) => !NOT_OF_THE_RUN.includes(key))) as Omit<
      CompareFlags,
      'out' | 'resume' | 'threads'
    >),
    classes,
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
