import { readJson } from '../files/read-json.js';
import { parseRecipes } from './parse-recipes.js';
import type { Recipe } from './recipe-schema.js';

/**
 * Reads a file of recipes: one, a list of them, or what recipes.json of a run holds, which is such a list.
 *
 * @throws Error naming the file if there is none, or it holds no recipes.
 */
export async function readRecipes(path: string): Promise<readonly Recipe[]> {
  const recipes = await readJson(path, { parse: (value) => value });
  if (recipes === null) {
    throw new Error(`${path}: there is no such file`);
  }
  return parseRecipes(recipes, { source: path });
}
