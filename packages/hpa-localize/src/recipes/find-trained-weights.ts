import { basename } from 'node:path';
import { PUBLISHED_WEIGHTS } from '@hpa/models';
import { fetchWeights, openWeights } from '@hpa/models/node';
import type { ModelName } from './recipes.js';

/** Weights that InceptionV3 starts from. */
export interface TrainedWeights {
  readonly path: string;
  /** Where they are from, in words. */
  readonly provenance: string;
}

/**
 * Finds what `--weights` asks for: nothing for `random`, the published file for `imagenet`, fetched on first use, else a file or
 * folder of weights.
 *
 * @throws Error of one line if it cannot be fetched or is no file of weights, or if no model of the run would use it
 */
export async function findTrainedWeights(
  weights: string,
  { models }: { readonly models: readonly ModelName[] },
): Promise<TrainedWeights | null> {
  if (weights === 'random') {
    return null;
  }
  if (!models.includes('inception-v3')) {
    throw new Error(
      `--weights ${weights} is for inception-v3, which is not among --models ${models.join(',')}`,
    );
  }
  if (weights !== 'imagenet') {
    openWeights(weights).close();
    return { path: weights, provenance: basename(weights) };
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
  return { path, provenance: imagenet.provenance };
}
