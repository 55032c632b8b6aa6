import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BACKEND_NAMES, type BackendName } from '@hpa/backend';
import type { Command } from 'commander';
import { countLoads } from '../command-line/count-loads.js';
import { FlagError } from '../command-line/flag-error.js';
import { openData, requireSameClasses } from '../command-line/open-data.js';
import { resumeLine } from '../command-line/resume-line.js';
import { say } from '../command-line/say.js';
import { sayWarnings } from '../command-line/say-warnings.js';
import { startEngine } from '../command-line/start-engine.js';
import { startCounter, startProgress } from '../command-line/start-progress.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import type { Dataset } from '../dataset/open-dataset.js';
import { chooseTask } from '../experiment/choose-task.js';
import { findResumable } from '../experiment/find-resumable.js';
import { measureBaselines } from '../experiment/measure-baselines.js';
import { type OpenRun, openRun } from '../experiment/open-run.js';
import { requireSameStudy } from '../experiment/require-same-study.js';
import { writeConfig } from '../experiment/run-config.js';
import { writeSamples } from '../experiment/sample-records.js';
import { splitDataset } from '../experiment/split-dataset.js';
import { identifyStudy } from '../experiment/study-identity.js';
import { trainStudy } from '../experiment/train-study.js';
import { hashPath } from '../files/hash-files.js';
import { findStartingWeights, type StartingWeights } from '../recipes/find-starting-weights.js';
import { RECIPES, type Recipe } from '../recipes/recipes.js';
import type { ModelReport } from '../report/schema/report-schema.js';
import { verdict } from '../report/verdict.js';
import { type CompareFlags, NOT_OF_THE_RUN, withCompareFlags } from './compare/compare-flags.js';
import { flagsOfRun } from './compare/flags-of-run.js';
import { requireSuitable } from './compare/require-suitable.js';

/** Adds the flags and the action of `hpa-localize compare`. */
export function addCompare(command: Command): void {
  withCompareFlags(command).action(compare);
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
