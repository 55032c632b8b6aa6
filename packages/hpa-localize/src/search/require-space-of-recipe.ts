import type { Recipe } from '../recipes/recipe-schema.js';
import type { Parameter, SearchSpace } from './schema/space-schema.js';
import { trialRecipe } from './tuned-recipe.js';

/**
 * Requires that every key of a space is one of the recipe, and that it may have all values of its dimension: each value of a choice, and
 * both ends of a range, are tried on the recipe.
 *
 * @param tryOut Called with each recipe that was made; throws a RangeError if it cannot be trained.
 * @throws RangeError naming the key if the recipe cannot have a value, or a condition is on no earlier key or on a value it never has.
 */
export function requireSpaceOfRecipe(
  recipe: Recipe,
  { space, tryOut }: { readonly space: SearchSpace; readonly tryOut: (recipe: Recipe) => void },
): void {
  const keys = Object.keys(space);
  for (const [index, [key, dimension]] of Object.entries(space).entries()) {
    const condition = conditionOf(key, { space, earlier: keys.slice(0, index) });
    const plain = plainOf(dimension);
    for (const value of plain.kind === 'choice' ? plain.values : [plain.low, plain.high]) {
      try {
        tryOut(trialRecipe(recipe, { ...condition, [key]: value }));
      } catch (error) {
        if (!(error instanceof RangeError)) {
          throw error;
        }
        throw new RangeError(`${key} cannot be ${JSON.stringify(value)}: ${error.message}`, { cause: error });
      }
    }
  }
}

/** What other keys must be for one to be in the space. */
function conditionOf(
  key: string,
  { space, earlier }: { readonly space: SearchSpace; readonly earlier: readonly string[] },
): Record<string, Parameter> {
  const dimension = space[key]!;
  if (dimension.kind !== 'conditional') {
    return {};
  }
  const { on, values } = dimension;
  if (!earlier.includes(on)) {
    throw new RangeError(
      `${key} must depend on an earlier key (${earlier.join(', ') || 'there is none'}); received ${on}`,
    );
  }
  const other = plainOf(space[on]!);
  const never = values.find(
    (value) =>
      !(other.kind === 'choice'
        ? other.values.includes(value)
        : typeof value === 'number' && value >= other.low && value <= other.high),
  );
  if (never !== undefined) {
    throw new RangeError(`${key} depends on a value that ${on} never has: ${JSON.stringify(never)}`);
  }
  return { ...conditionOf(on, { space, earlier }), [on]: values[0]! };
}

function plainOf(
  dimension: SearchSpace[string],
): Exclude<SearchSpace[string], { readonly kind: 'conditional' }> {
  return dimension.kind === 'conditional' ? dimension.dimension : dimension;
}
