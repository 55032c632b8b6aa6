import { listModels } from '@hpa/models';
import { nearestNames } from '../nearest-names.js';
import { createAugmentations } from './create-augmentations.js';
import { createLoss } from './create-loss.js';
import { createOptimizer } from './create-optimizer.js';
import { createSchedule } from './create-schedule.js';
import { describeIssue } from './describe-issue.js';
import { type Recipe, recipeSchema } from './recipe-schema.js';

const ARCHITECTURES: readonly string[] = [
  ...new Set(listModels({ input: { height: 1, width: 1 } }).map(({ architecture }) => architecture)),
];

/**
 * Checks recipes that were written by hand or by a program, and fills in what they leave out.
 *
 * Where a setting has a name and settings of its own, the name alone may stand for it: `"optimizer": "sgd"`.
 *
 * @param written One recipe, or a list of them.
 * @param source Where they come from, for messages.
 * @throws RangeError naming the recipe and the setting if one is unknown, with the nearest that exist, or out of range, if there is no
 * such architecture, or if two recipes have one name.
 *
 * @example
 * import { parseRecipes } from '@hpa/localize';
 * const written = { name: 'mine', architecture: 'gapnet-pl', learningRate: 1e-3, optimizer: 'sgd' };
 * const [recipe] = parseRecipes(written, { source: 'mine.json' });
 * [recipe.epochs, recipe.optimizer]; // [15, { "name": "sgd" }]
 */
export function parseRecipes(written: unknown, { source }: { readonly source: string }): readonly Recipe[] {
  const list: readonly unknown[] = Array.isArray(written) ? written : [written];
  if (list.length === 0) {
    throw new RangeError(`${source}: expected at least one recipe; received an empty list`);
  }
  const recipes = list.map((value, index) => parseRecipe(value, { source, index }));
  const names = recipes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new RangeError(`${source}: there are two recipes ${twice}`);
  }
  return recipes;
}

function parseRecipe(
  value: unknown,
  { source, index }: { readonly source: string; readonly index: number },
): Recipe {
  const name = isRecord(value) && typeof value.name === 'string' ? value.name : `number ${index + 1}`;
  const place = `${source}: recipe ${name}`;
  const expanded = expandNames(value);
  const result = recipeSchema.safeParse(expanded);
  if (!result.success) {
    throw new RangeError(`${place}: ${describeIssue(result.error.issues[0]!, { recipe: expanded })}`);
  }
  const recipe: Recipe = result.data;
  if (!ARCHITECTURES.includes(recipe.architecture)) {
    const nearest = nearestNames(recipe.architecture, ARCHITECTURES).join(', ');
    throw new RangeError(
      `${place}: there is no architecture "${recipe.architecture}", the nearest are ${nearest}`,
    );
  }
  rehearse(recipe, place);
  return recipe;
}

/** Makes what the settings ask for: settings that are legal each by itself may not go together. */
function rehearse(recipe: Recipe, place: string): void {
  const stepsPerEpoch = 100;
  const { optimizer, headFirst, parameterGroups = [], epochs } = recipe;
  const isDecayed = parameterGroups.some(({ weightDecay }) => weightDecay !== undefined);
  if (isDecayed && (optimizer.name !== 'adamw' || headFirst)) {
    throw new RangeError(
      `${place}: weightDecay of parameterGroups needs the optimizer adamw from the first epoch on; received ${headFirst?.optimizer.name ?? optimizer.name}`,
    );
  }
  if (headFirst && headFirst.epochs > epochs) {
    throw new RangeError(
      `${place}: headFirst.epochs must be at most epochs, ${epochs}; received ${headFirst.epochs}`,
    );
  }
  try {
    createOptimizer(recipe, { stepsPerEpoch }).dispose();
    createSchedule(recipe, { stepsPerEpoch });
    createLoss(recipe.loss, { task: recipe.task ?? 'single-label' });
    createAugmentations(recipe);
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`${place}: ${error.message}`) : error;
  }
}

/** Writes names that stand alone as what they stand for. */
function expandNames(value: unknown): unknown {
  if (!isRecord(value)) {
    return value;
  }
  const expanded: Record<string, unknown> = { ...value };
  for (const key of ['optimizer', 'schedule', 'loss'] as const) {
    if (key in expanded) {
      expanded[key] = expandName(expanded[key]);
    }
  }
  if (isRecord(expanded.loss) && Array.isArray(expanded.loss.terms)) {
    expanded.loss = { ...expanded.loss, terms: expanded.loss.terms.map(expandName) };
  }
  if (Array.isArray(expanded.augment)) {
    expanded.augment = expanded.augment.map(expandName);
  }
  if (isRecord(expanded.headFirst)) {
    expanded.headFirst = {
      ...expanded.headFirst,
      optimizer: expandName(expanded.headFirst.optimizer),
    };
  }
  return expanded;
}

function expandName(value: unknown): unknown {
  return typeof value === 'string' ? { name: value } : value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
