import { parseRecipes } from '../recipes/parse-recipes.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import { withParameters } from './recipe-paths.js';
import type { SearchDocument } from './schema/search-schema.js';
import type { Parameter } from './schema/space-schema.js';

/** The recipe that a trial trains. */
export function trialRecipe(recipe: Recipe, parameters: Readonly<Record<string, Parameter>>): Recipe {
  const [changed] = parseRecipes(withParameters(recipe, parameters), { source: 'trial' });
  return changed!;
}

/**
 * The recipe of the best trial, under the name of the one that was varied. It says how many configurations it was chosen from, and on
 * which split, for the reports of later runs.
 *
 * @returns Null if no trial is complete.
 */
export function tunedRecipe(
  recipe: Recipe,
  { search: { trials, best }, study }: { readonly search: SearchDocument; readonly study: string },
): Recipe | null {
  const winner = trials.find(({ number }) => number === best);
  if (winner?.value === undefined || winner.value === null) {
    return null;
  }
  const tuned = {
    // A recipe that was tuned before was chosen from those trials too.
    trials: (recipe.tuned?.trials ?? 0) + trials.length,
    split: 'validation',
    value: winner.value,
    study,
  } as const;
  return { ...trialRecipe(recipe, winner.parameters), tuned };
}
