import { basename } from 'node:path';
import { fetchWeights, openWeights } from '@hpa/models/node';
import { RECIPES, type Recipe } from './recipes.js';

/** Trained weights that a model starts from. */
export interface StartingWeights {
  /** A file or folder of weights, in any format that @hpa/models reads. */
  readonly path: string;
  /** Where they come from, in words. */
  readonly provenance: string;
}

/**
 * Finds the weights that models start from, by the name of the model: none for `random`, the published files for
 * `imagenet`, fetched on first use, else a file or folder of weights for the one model that can start from it.
 *
 * @throws Error if they cannot be fetched or read, or if no model of the run, or more than one, would use them; always
 * one line.
 */
export async function findStartingWeights(
  weights: string,
  { recipes }: { readonly recipes: readonly Recipe[] },
): Promise<ReadonlyMap<string, StartingWeights>> {
  if (weights === 'random') {
    return new Map();
  }
  const users = recipes.flatMap(({ name, published }) => (published ? [{ name, published }] : []));
  const [user, other] = users;
  if (user === undefined) {
    const able = Object.values(RECIPES).filter(({ published }) => published !== undefined);
    throw new Error(
      `--weights ${weights} is for ${joinNames(able)}; received --models ${joinNames(recipes)}`,
    );
  }
  if (weights !== 'imagenet') {
    if (other !== undefined) {
      throw new Error(`--weights ${weights} is for one model; ${joinNames(users)} could all start from it`);
    }
    openWeights(weights).close();
    return new Map([[user.name, { path: weights, provenance: basename(weights) }]]);
  }
  const found = new Map<string, StartingWeights>();
  for (const { name, published } of users) {
    found.set(name, { path: await fetchOnce(published), provenance: published.provenance });
  }
  return found;
}

function joinNames(recipes: readonly { readonly name: string }[]): string {
  return recipes.map(({ name }) => name).join(', ');
}

/** Fetches weights unless they are in the cache, and says so. */
function fetchOnce(published: NonNullable<Recipe['published']>): Promise<string> {
  let isTold = false;
  return fetchWeights(published, {
    onProgress({ url, total }) {
      if (!isTold) {
        console.log(`fetching ${url}${total === undefined ? '' : `, ${Math.round(total / 2 ** 20)} MB`}`);
      }
      isTold = true;
    },
  });
}
