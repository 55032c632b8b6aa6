import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { COMPOSITIONS } from '@hpa/data';
import type { InputSpec, PublishedWeights } from '@hpa/models';
import { fetchWeights, openWeights } from '@hpa/models/node';
import { publishedWeights } from './published-weights.js';
import type { Recipe } from './recipe-schema.js';

/**
 * Trained weights that a model starts from.
 *
 * @inline
 */
export interface StartingWeights {
  /** A file or folder of weights, in any format that @hpa/models reads. */
  readonly path: string;
  /** Where they come from, in words. */
  readonly provenance: string;
  /** What they were trained to see, as far as that is known: what the model sees where its recipe says nothing. */
  readonly input?: Partial<Pick<InputSpec, 'channels' | 'normalization'>>;
}

/**
 * Finds the weights that models start from, by the name of the model: none for `random`, published ones by their name, fetched on
 * first use, else a file or folder of weights, such as the folder of a model of a run.
 *
 * @throws Error naming the recipe if they cannot be fetched or read.
 */
export async function findStartingWeights(
  recipes: readonly Recipe[],
): Promise<ReadonlyMap<string, StartingWeights>> {
  const found = new Map<string, StartingWeights>();
  for (const recipe of recipes) {
    if (recipe.initialWeights === 'random') {
      continue;
    }
    const published = publishedWeights(recipe.architecture);
    const named = published.find(({ name }) => name === recipe.initialWeights);
    found.set(
      recipe.name,
      named ? { path: await fetchOnce(named), ...describePublished(named) } : openOwn(recipe, published),
    );
  }
  return found;
}

function describePublished({
  normalization,
  channels,
  provenance,
}: PublishedWeights): Omit<StartingWeights, 'path'> {
  // Weights for photographs see three channels; those for cells see what the architecture does by default.
  const seen = channels.length === 3 ? { channels: COMPOSITIONS['rgb-half-yellow'] } : {};
  return { provenance, input: { normalization, ...seen } };
}

function openOwn(
  { name, architecture, initialWeights }: Recipe,
  published: readonly PublishedWeights[],
): StartingWeights {
  const inRun = join(initialWeights, 'model');
  const path = existsSync(join(inRun, 'model.json')) ? inRun : initialWeights;
  const input = cardInput(path);
  try {
    openWeights(path).close();
  } catch (error) {
    const names = ['random', ...published.map((each) => each.name)].join(', ');
    throw new Error(
      `recipe ${name}: initialWeights of ${architecture} must be one of ${names}, or a file or folder of weights: ${(error as Error).message}`,
      { cause: error },
    );
  }
  // A file without a card is most often one of those published for the architecture, or made of them.
  const [likely] = published;
  return {
    path,
    provenance: basename(path) === 'model' ? path : basename(path),
    ...(input ? { input } : likely && { input: describePublished(likely).input ?? {} }),
  };
}

/** What the card of a saved model says of its input; undefined of other weights. Whoever loads the model checks its card. */
function cardInput(path: string): StartingWeights['input'] | undefined {
  const file = join(path, 'model.json');
  if (!existsSync(file)) {
    return undefined;
  }
  const model = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly userDefinedMetadata?: { readonly card?: { readonly input?: InputSpec } };
  } | null;
  const { channels, normalization } = model?.userDefinedMetadata?.card?.input ?? {};
  return channels && normalization ? { channels, normalization } : undefined;
}

/** Fetches weights unless they are in the cache, and says so. */
function fetchOnce(published: PublishedWeights): Promise<string> {
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
