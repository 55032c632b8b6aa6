import { join } from 'node:path';
import { type MemoryLimits, search, type Trial } from '@hpa/train';
import { openJournal } from '@hpa/train/node';
import type { SplitDataset } from '../experiment/split-dataset.js';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { Parameter, SearchSpace } from './schema/space-schema.js';
import { type PrunerName, prunerNamed, type StrategyName, strategyNamed } from './search-methods.js';
import { trainTrial } from './train-trial.js';
import { trialRecipe } from './tuned-recipe.js';

type SearchOptions = Parameters<typeof search>[2];
type Journal = NonNullable<SearchOptions['journal']>;

/** How a search goes, as its options say it. */
export interface SearchSettings {
  readonly space: SearchSpace;
  readonly strategy: StrategyName;
  readonly pruner: PrunerName;
  /** How many configurations to try; null for all of a grid. */
  readonly trials: number | null;
  readonly repeats: number;
  readonly seed: number;
  /** What is tried first; null if the recipe is no point of the space. */
  readonly initial: Readonly<Record<string, Parameter>> | null;
}

/**
 * Searches for the parameters with which a recipe has the highest value in validation, in the folder of a search, which several processes
 * may share. No trial reads the test split.
 *
 * @returns All trials so far, in the order of their numbers.
 */
export async function runSearch(
  recipe: Recipe,
  {
    folder,
    settings: { space, strategy, pruner, trials, repeats, seed, initial },
    study,
    weights,
    identity,
    memoryLimits,
    engine,
    signal,
    startProgress,
    onTrial,
    onDamage,
    elsewhere,
  }: {
    readonly folder: string;
    readonly settings: SearchSettings;
    readonly study: SplitDataset;
    readonly weights: StartingWeights | undefined;
    /** What else decides the results, by name: a search with others is refused. */
    readonly identity: Readonly<Record<string, string | number>>;
    readonly memoryLimits?: MemoryLimits | undefined;
    /** What computes, in words. */
    readonly engine?: string | undefined;
    readonly signal: AbortSignal;
    /** Shows how a training of a trial goes. */
    readonly startProgress: (
      place: { readonly trial: number; readonly repeat: number },
      recipe: Recipe,
    ) => ReturnType<Parameters<typeof trainTrial>[1]['startProgress']>;
    /** Called after each trial that ended here. */
    readonly onTrial: (trial: Trial) => void | Promise<void>;
    /** Called with one line for each record of the journal that a crash has torn, and each checkpoint that is damaged or of another engine. */
    readonly onDamage: (message: string) => void;
    /** Has trials done by other processes, several at a time; in this one by default. */
    readonly elsewhere?: {
      readonly parallel: number;
      readonly runner: (journal: Journal) => NonNullable<SearchOptions['runner']>;
    };
  },
): Promise<readonly Trial[]> {
  const chosen = prunerNamed(pruner, { epochs: recipe.epochs });
  const journal = openJournal(folder, { identity, onDamage });
  const found = await search(
    space,
    (parameters, trial) => {
      const tried = trialRecipe(recipe, parameters);
      return trainTrial(tried, {
        study,
        weights,
        repeats,
        trial: { ...trial, folder: trial.folder ?? join(folder, String(trial.number)) },
        memoryLimits,
        engine,
        startProgress: (repeat) => startProgress({ trial: trial.number, repeat }, tried),
        onDamage,
      });
    },
    {
      strategy: strategyNamed(strategy, { space }),
      ...(chosen && { pruner: chosen }),
      mode: 'max',
      seed,
      ...(trials !== null && { trials }),
      ...(initial && { initial: [initial] }),
      journal,
      ...(elsewhere && { parallel: elsewhere.parallel, runner: elsewhere.runner(journal) }),
      signal,
      onTrial,
    },
  );
  return found.trials;
}
