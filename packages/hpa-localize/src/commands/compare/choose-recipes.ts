import { FlagError } from '../../command-line/flag-error.js';
import { nearestNames } from '../../nearest-names.js';
import { changeSetting, parseChange } from '../../recipes/change-setting.js';
import { NOTEBOOK_RECIPES } from '../../recipes/notebook-recipes.js';
import { parseRecipes } from '../../recipes/parse-recipes.js';
import { publishedWeights } from '../../recipes/published-weights.js';
import { readRecipes } from '../../recipes/read-recipes.js';
import type { Recipe } from '../../recipes/recipe-schema.js';
import { RECIPES } from '../../recipes/recipes.js';
import { type CompareFlags, DEFAULT_MODELS, SYNTHETIC_EPOCHS } from './compare-flags.js';

/** Divisor of the learning rate with --weights: features learned elsewhere are to be changed, not washed out. */
const TRANSFER_DIVISOR = 10;

/** The flags that decide which models are trained, and how. */
type RecipeFlags = Pick<
  CompareFlags,
  'data' | 'models' | 'preset' | 'recipes' | 'epochs' | 'batch' | 'weights' | 'set'
>;

/**
 * Chooses the recipes of a run: those of --recipes and --preset and the built-in ones by the names in --models, then changed by
 * --epochs and --batch, --weights and --set, in this order.
 *
 * @throws FlagError if there is no such model, or a flag changes nothing or makes a recipe that is none.
 * @throws Error naming the file if that of --recipes cannot be read.
 */
export async function chooseRecipes(flags: RecipeFlags): Promise<readonly Recipe[]> {
  const { data, models, preset, recipes: file, epochs, batch, weights, set = [] } = flags;
  const given = file === undefined ? [] : await readRecipes(file);
  const named = new Map([...Object.values(RECIPES), ...given].map((recipe) => [recipe.name, recipe]));
  const ofPreset = preset === undefined ? [] : NOTEBOOK_RECIPES.map(({ name }) => name);
  const asked = [...ofPreset, ...given.map(({ name }) => name)];
  const names = models ?? (asked.length > 0 ? [...new Set(asked)] : DEFAULT_MODELS);
  const isQuick = (name: string): boolean => data === 'synthetic' && !asked.includes(name);
  const chosen = names.map((name): Recipe => {
    const recipe = named.get(name);
    if (recipe === undefined) {
      const nearest = nearestNames(name, [...named.keys()]).join(', ');
      throw new FlagError(
        `--models: there is no model "${name}", the nearest are ${nearest}; there are ${[...named.keys()].join(', ')}`,
      );
    }
    return {
      ...recipe,
      ...(isQuick(name) && { epochs: SYNTHETIC_EPOCHS }),
      ...(epochs !== undefined && { epochs }),
      ...(batch !== undefined && { batchSize: batch }),
    };
  });
  return changeAll(weights === undefined ? chosen : startFrom(weights, chosen), set);
}

/** Makes recipes start from weights: of those that are published by this name, the recipes that can. */
function startFrom(weights: string, recipes: readonly Recipe[]): readonly Recipe[] {
  const canStart = ({ architecture }: Recipe): boolean =>
    publishedWeights(architecture).some(({ name }) => name === weights);
  const all = Object.values(RECIPES).filter(canStart);
  const isFile = weights !== 'random' && all.length === 0;
  const started = recipes.filter((recipe) => weights === 'random' || isFile || canStart(recipe));
  if (started.length === 0) {
    throw new FlagError(
      `--weights ${weights} is for ${joinNames(all)}; received --models ${joinNames(recipes)}`,
    );
  }
  return recipes.map((recipe) => {
    if (!started.includes(recipe)) {
      return recipe;
    }
    const isTransfer = weights !== 'random' && recipe.initialWeights === 'random';
    return {
      ...recipe,
      initialWeights: weights,
      learningRate: isTransfer ? recipe.learningRate / TRANSFER_DIVISOR : recipe.learningRate,
    };
  });
}

function changeAll(recipes: readonly Recipe[], set: readonly string[]): readonly Recipe[] {
  const changed = new Map<string, unknown>(recipes.map((recipe) => [recipe.name, recipe]));
  for (const text of set) {
    const change = parseChange(text);
    if (change === undefined) {
      throw new FlagError(`--set ${text}: expected MODEL.KEY=VALUE, such as gapnet-pl.learningRate=1e-4`);
    }
    if (!changed.has(change.model)) {
      throw new FlagError(
        `--set ${text}: no model "${change.model}" is trained; there are ${[...changed.keys()].join(', ')}`,
      );
    }
    if (change.path[0] === 'name') {
      throw new FlagError(`--set ${text}: the name of a recipe cannot be changed`);
    }
    changed.set(change.model, changeSetting(changed.get(change.model), change));
  }
  try {
    return parseRecipes([...changed.values()], { source: '--set' });
  } catch (error) {
    throw error instanceof RangeError ? new FlagError(error.message) : error;
  }
}

function joinNames(recipes: readonly Recipe[]): string {
  return recipes.map(({ name }) => name).join(', ');
}
