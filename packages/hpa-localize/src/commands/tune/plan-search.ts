import { FlagError } from '../../command-line/flag-error.js';
import { buildModel } from '../../experiment/build-model.js';
import type { StartingWeights } from '../../recipes/find-starting-weights.js';
import type { Recipe } from '../../recipes/recipe-schema.js';
import { defaultSpace } from '../../search/default-space.js';
import { knownGoodPoint } from '../../search/known-good-point.js';
import { NOTEBOOK_SWEEP } from '../../search/notebook-sweep.js';
import { readSpace } from '../../search/read-space.js';
import { requireSpaceOfRecipe } from '../../search/require-space-of-recipe.js';
import type { SearchSettings } from '../../search/run-search.js';
import type { SearchSpace } from '../../search/schema/space-schema.js';
import { DEFAULT_TRIALS, type TuneFlags } from './tune-flags.js';

/** What a search is to do. */
export interface SearchPlan {
  readonly settings: SearchSettings;
  /** Why the recipe as it stands is not the first configuration; undefined if it is. */
  readonly note: string | undefined;
  /** What the folder of a trial takes of the disk at most. */
  readonly bytesPerTrial: number;
}

/** Tensors of the size of the weights in a checkpoint at most: weights, best weights, their averages and two of the optimizer. */
const COPIES = 5;
/** Checkpoints in the folder of a trial at most: the newest, the one before it, and one that is being written. */
const CHECKPOINTS = 3;

/**
 * Decides what a search varies, and where it begins.
 *
 * @param known The space of a search that is resumed.
 * @throws FlagError if the recipe cannot take a value of the space; Error naming the file if that of --space is no space.
 */
export async function planSearch(
  recipe: Recipe,
  {
    flags,
    study,
    weights,
    known,
  }: {
    readonly flags: TuneFlags;
    /** What the network is built for. */
    readonly study: Parameters<typeof buildModel>[1]['study'];
    readonly weights: StartingWeights | undefined;
    readonly known: SearchSpace | undefined;
  },
): Promise<SearchPlan> {
  const build = (tried: Recipe) =>
    buildModel(tried, { study, seed: flags.seed, weights, initialWeights: 'none' });
  const classifier = build(recipe);
  const { options: networkOptions, parameters } = classifier.card;
  classifier.dispose();

  const { dropout } = networkOptions;
  const space =
    known ??
    (flags.preset === 'notebook'
      ? NOTEBOOK_SWEEP.space
      : flags.space === undefined
        ? defaultSpace(recipe, {
            task: study.task,
            dropout: typeof dropout === 'number' ? dropout : undefined,
          })
        : await readSpace(flags.space));
  if (known === undefined) {
    try {
      requireSpaceOfRecipe(recipe, { space, tryOut: (tried) => build(tried).dispose() });
    } catch (error) {
      const where = flags.space === undefined ? `recipe ${recipe.name}` : `--space ${flags.space}`;
      throw error instanceof RangeError ? new FlagError(`${where}: ${error.message}`) : error;
    }
  }
  const { strategy, pruner, repeats, seed, trials } = flags;
  const point = knownGoodPoint(recipe, { space, networkOptions });
  return {
    settings: {
      space,
      strategy,
      pruner,
      trials: trials ?? (strategy === 'grid' ? null : DEFAULT_TRIALS),
      repeats,
      seed,
      initial: point.parameters,
    },
    note: point.parameters === null ? point.reason : undefined,
    bytesPerTrial: CHECKPOINTS * COPIES * Float32Array.BYTES_PER_ELEMENT * parameters,
  };
}
