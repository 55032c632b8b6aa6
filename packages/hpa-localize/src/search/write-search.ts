import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/write-whole.js';
import { searchPage } from '../pages/search-page.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import { type SearchDocument, searchSchema } from './schema/search-schema.js';
import { trialsTable } from './trials-table.js';
import { tunedRecipe } from './tuned-recipe.js';

/**
 * Writes what a search has found into its folder, each file whole or not at all: tune.json, trials.csv, tune.html and, once a trial
 * is complete, recipes.json, which holds the recipe of the best one.
 *
 * @returns The tuned recipe; null if no trial is complete.
 */
export async function writeSearch(
  folder: string,
  {
    search,
    recipe,
    study,
  }: {
    readonly search: SearchDocument;
    /** The recipe that was varied. */
    readonly recipe: Recipe;
    /** Digest of the samples and their splits. */
    readonly study: string;
  },
): Promise<Recipe | null> {
  const checked = searchSchema.parse(search) as SearchDocument;
  const tuned = tunedRecipe(recipe, { search: checked, study });
  await writeWhole(join(folder, 'tune.json'), `${JSON.stringify(checked, null, 2)}\n`);
  await writeWhole(join(folder, 'trials.csv'), trialsTable(checked));
  await writeWhole(join(folder, 'tune.html'), await searchPage(checked));
  if (tuned === null) {
    await rm(join(folder, 'recipes.json'), { force: true });
  } else {
    await writeWhole(join(folder, 'recipes.json'), `${JSON.stringify([tuned], null, 2)}\n`);
  }
  return tuned;
}
