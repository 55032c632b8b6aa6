import type { Command } from 'commander';
import { FlagError } from '../../command-line/flag-error.js';
import { chooseTask } from '../../experiment/choose-task.js';
import { requireSameStudy } from '../../experiment/require-same-study.js';
import { writeSamples } from '../../experiment/sample-records.js';
import type { SplitDataset } from '../../experiment/split-dataset.js';
import { identifyStudy } from '../../experiment/study-identity.js';
import type { StartingWeights } from '../../recipes/find-starting-weights.js';
import type { Recipe } from '../../recipes/recipe-schema.js';
import { NOTEBOOK_SWEEP } from '../../search/notebook-sweep.js';
import type { OpenSearch } from '../../search/open-search.js';
import type { SearchSettings } from '../../search/run-search.js';
import { writeSearchConfig } from '../../search/search-config.js';
import { configOf } from '../compare/config-of.js';
import { type Comparison, openComparison } from '../compare/open-comparison.js';
import { hashWeights, splitComparison } from '../compare/prepare-run.js';
import { rehearseTraining } from '../compare/rehearse-training.js';
import { planSearch } from './plan-search.js';
import type { TuneFlags } from './tune-flags.js';

/** A search in which nothing is wrong as far as can be known before training. */
export interface PreparedSearch {
  readonly recipe: Recipe;
  readonly settings: SearchSettings;
  /** Why the recipe as it stands is not the first configuration; undefined if it is. */
  readonly note: string | undefined;
  readonly study: SplitDataset;
  readonly weights: StartingWeights | undefined;
  readonly backend: Comparison['backend'];
  /** Digests of what trials learn from. */
  readonly identity: Readonly<Record<string, string>>;
  /** What the folder of a trial takes of the disk at most. */
  readonly bytesPerTrial: number;
  /** Writes what makes the folder a search, if it is none, and lets other processes take part. */
  begin(): Promise<void>;
}

/**
 * Opens and splits the data of a search, and decides what it varies. Nothing is written: whatever is wrong with flags and data has
 * shown when it returns.
 */
export async function prepareSearch(
  { folder, config, release }: OpenSearch,
  {
    given,
    command,
    closers,
  }: {
    readonly given: TuneFlags;
    readonly command: Command;
    /** What to close at the end, however it comes, the last first. */
    readonly closers: (() => unknown)[];
  },
): Promise<PreparedSearch> {
  const asked = config === null ? withPreset(given) : given;
  const comparison = await openComparison({ folder, config }, { given: asked, command, closers }).catch(
    (error: Error) => {
      throw error instanceof FlagError
        ? new FlagError(error.message.replaceAll('--models', '--model'))
        : error;
    },
  );
  const flags = comparison.flags as TuneFlags;
  const recipe = comparison.recipes[0]!;
  const weights = comparison.weights.get(recipe.name);
  const { dataset, classes, askedTask } = comparison;
  const { task } = chooseTask(dataset, { task: askedTask, protocol: flags.protocol, classes });
  const chosen = classes.map((id) => dataset.classes.find((known) => known.id === id)!);
  const { settings, note, bytesPerTrial } = await planSearch(recipe, {
    flags,
    study: { images: dataset.images, classes: chosen, task },
    weights,
    known: config?.space,
  });
  const study = await splitComparison(comparison, { protocol: flags.protocol, askedTask });
  const { samples, ...digests } = identifyStudy(study);
  const identity = { ...digests, weights: await hashWeights(comparison.weights) };
  if (config !== null) {
    await requireSameStudy(folder, { before: config.identity, now: identity, study });
  }
  rehearseTraining([recipe], { study, seed: flags.seed, weights: comparison.weights });
  return {
    recipe,
    settings,
    note,
    study,
    weights,
    backend: comparison.backend,
    identity: digests,
    bytesPerTrial,
    begin: async () => {
      if (config === null) {
        await writeSamples(folder, samples);
        const described = configOf(comparison, { protocol: flags.protocol, task, askedTask });
        await writeSearchConfig(folder, { ...described, identity, space: settings.space });
        release();
      }
    },
  };
}

/** The flags of a search, as those of a comparison of one model. */
function withPreset(given: TuneFlags): TuneFlags & { readonly models: readonly string[] } {
  const preset = given.preset === 'notebook' ? NOTEBOOK_SWEEP.flags : {};
  const flags = { ...given, ...preset, ...(given.epochs !== undefined && { epochs: given.epochs }) };
  return { ...flags, models: [flags.model] };
}
