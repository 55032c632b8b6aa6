import { basename } from 'node:path';
import { PUBLISHED_WEIGHTS } from '@hpa/models';
import { fetchWeights, openWeights } from '@hpa/models/node';

/** Trained weights that a model starts from. */
export interface StartingWeights {
  /** A file or folder of weights, in any format that @hpa/models reads. */
  readonly path: string;
  /** Where they come from, in words. */
  readonly provenance: string;
}

/**
 * Finds the weights that models start from, by the name of the model: none for `random`, the published file for
 * `imagenet`, fetched on first use, else a file or folder of weights.
 *
 * @throws Error in one line if they cannot be fetched or read, or if no model of the run would use them.
 */
export async function findStartingWeights(
  weights: string,
  {
    recipes,
  }: { readonly recipes: readonly { readonly name: string; readonly transfer?: object | undefined }[] },
): Promise<ReadonlyMap<string, StartingWeights>> {
  if (weights === 'random') {
    return new Map();
  }
  const user = recipes.find(({ transfer }) => transfer !== undefined);
  if (user === undefined) {
    const names = recipes.map(({ name }) => name).join(',');
    throw new Error(`--weights ${weights} is for inception-v3, which is not among --models ${names}`);
  }
  if (weights !== 'imagenet') {
    openWeights(weights).close();
    return new Map([[user.name, { path: weights, provenance: basename(weights) }]]);
  }
  const { imagenet } = PUBLISHED_WEIGHTS['inception-v3'];
  let told = false;
  const path = await fetchWeights(imagenet, {
    onProgress({ url, total }) {
      if (!told) {
        console.log(`fetching ${url}${total === undefined ? '' : `, ${Math.round(total / 2 ** 20)} MB`}`);
      }
      told = true;
    },
  });
  return new Map([[user.name, { path, provenance: imagenet.provenance }]]);
}
