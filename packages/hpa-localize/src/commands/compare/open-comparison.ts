import { join } from 'node:path';
import { BACKEND_NAMES, type BackendName } from '@hpa/backend';
import { cacheImages } from '@hpa/data';
import type { Command } from 'commander';
import { countLoads } from '../../command-line/count-loads.js';
import { FlagError } from '../../command-line/flag-error.js';
import { openData, requireSameClasses } from '../../command-line/open-data.js';
import { startEngine } from '../../command-line/start-engine.js';
import { startCounter } from '../../command-line/start-progress.js';
import type { Dataset } from '../../dataset/open-dataset.js';
import { chooseTask } from '../../experiment/choose-task.js';
import type { OpenRun } from '../../experiment/open-run.js';
import type { RunConfig } from '../../experiment/run-config.js';
import { findStartingWeights, type StartingWeights } from '../../recipes/find-starting-weights.js';
import { NOTEBOOK_SIZE } from '../../recipes/notebook-recipes.js';
import type { Recipe } from '../../recipes/recipe-schema.js';
import { chooseRecipes } from './choose-recipes.js';
import { type CompareFlags, NOT_OF_THE_RUN } from './compare-flags.js';
import { flagsOfRun } from './flags-of-run.js';
import { requireSuitable } from './require-suitable.js';

/** What a comparison is made with, however its samples are split. */
export interface Comparison {
  readonly flags: CompareFlags;
  /** The same with every default filled in: what decides the results. */
  readonly options: ReturnType<typeof withDefaults>;
  /** Its images are kept once decoded. */
  readonly dataset: Dataset;
  /** Ids of the classes. */
  readonly classes: readonly number[];
  readonly askedTask: CompareFlags['task'];
  readonly recipes: readonly Recipe[];
  /** What models start from, by their names. */
  readonly weights: ReadonlyMap<string, StartingWeights>;
  readonly backend: Awaited<ReturnType<typeof startEngine>>;
  /** Ends the display of how many images were decoded. */
  readonly endCounting: () => void;
}

/**
 * Opens everything that flags ask for: data, recipes, weights and the engine.
 *
 * @throws Error naming the flag or file if it, or the run to resume, cannot be used.
 */
export async function openComparison(
  { folder, config }: Pick<OpenRun, 'folder' | 'config'>,
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
): Promise<Comparison> {
  const flags = config === null ? given : flagsOfRun(given, { command, folder, config });
  requireHonestFolds(flags);
  const recipes = config === null ? await chooseRecipes(flags) : recipesOfRun(config, folder);
  const size = flags.size ?? (flags.preset === 'notebook' ? NOTEBOOK_SIZE : undefined);
  const { dataset, classes } = await openData({ ...flags, ...(size !== undefined && { size }) });
  closers.push(dataset.close);
  if (config !== null && given.classes !== undefined) {
    requireSameClasses(given.classes, { folder, classes, dataset, flags });
  }
  const options = withDefaults(flags, { dataset, classes });
  const askedTask = flags.askedTask ?? flags.task;
  // The notebook knows one label a sample alone, and both runs are of the same samples.
  const deciding = flags.protocol === 'both' ? 'notebook' : flags.protocol;
  const { task } = chooseTask(dataset, { task: askedTask, protocol: deciding, classes });
  const weights = await findStartingWeights(recipes);
  requireSuitable(recipes, { dataset, seed: flags.seed, task, weights });
  // To resume on another engine would mix its rounding into the results: auto takes the one that the run began on.
  const engineName =
    flags.backend === 'auto' && config !== null ? requireEngine(config.backend.name) : flags.backend;
  // A run that multiplied and added in two steps, as those of earlier versions and Node 20, goes on in two.
  const fusing =
    config === null || config.backend.fusedMultiplyAdd === true ? {} : { fusedMultiplyAdd: false };
  const backend = await startEngine({ ...flags, ...fusing, backend: engineName });
  closers.push(backend.dispose);
  const counter = startCounter('images decoded');
  const counted = countLoads(dataset.images, { of: dataset.samples.length, counter });
  return {
    flags,
    options,
    dataset: { ...dataset, images: cacheImages(counted) },
    classes,
    askedTask,
    recipes,
    weights,
    backend,
    endCounting: counter.end,
  };
}

function requireHonestFolds({ folds, protocol }: CompareFlags): void {
  if (folds !== undefined && protocol !== 'honest') {
    throw new FlagError(
      `--folds ${folds} needs --protocol honest: the notebook draws samples with replacement before it splits them`,
    );
  }
}

function requireEngine(name: string): BackendName {
  const known = BACKEND_NAMES.find((each) => each === name);
  if (known === undefined) {
    throw new Error(`--resume: the run was started on the engine "${name}", which this version has not`);
  }
  return known;
}

function recipesOfRun({ recipes }: RunConfig, folder: string): readonly Recipe[] {
  if (recipes === undefined) {
    throw new Error(
      `--resume: ${join(folder, 'config.json')} holds no recipes, as an earlier version wrote it; start a new run`,
    );
  }
  return recipes;
}

/** What decides the results of a run: a run that is resumed takes all of it from here. */
function withDefaults(
  flags: CompareFlags,
  { dataset: { images }, classes }: { readonly dataset: Dataset; readonly classes: readonly number[] },
) {
  return {
    ...(Object.fromEntries(Object.entries(flags).filter(([key]) => !NOT_OF_THE_RUN.includes(key))) as Omit<
      CompareFlags,
      'out' | 'resume' | 'threads'
    >),
    classes,
    skipBad: flags.skipBad ?? false,
    size: images.height,
  };
}
