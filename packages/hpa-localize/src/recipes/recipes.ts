import { BUILT_IN_RECIPES } from './built-in-recipes.js';
import { NOTEBOOK_RECIPES } from './notebook-recipes.js';
import { parseRecipes } from './parse-recipes.js';
import type { Recipe } from './recipe-schema.js';

/**
 * The models that can be compared, by name, each with the recipe that trains it: plain JSON values.
 *
 * @example
 * import { RECIPES } from '@hpa/localize';
 * const { title, optimizer, learningRate } = RECIPES['gapnet-pl'];
 * [title, optimizer.name, learningRate]; // ["GapNet-PL", "adamw", 0.001]
 */
export const RECIPES: Readonly<Record<string, Recipe>> = Object.fromEntries(
  parseRecipes([...BUILT_IN_RECIPES, ...NOTEBOOK_RECIPES], { source: 'built-in recipes' }).map((recipe) => [
    recipe.name,
    recipe,
  ]),
);
