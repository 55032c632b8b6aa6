import type { Classifier, ClassifierOptions } from '@hpa/models';
import { loadWeights } from '@hpa/models/node';
import { adaptStem } from './adapt-stem.js';
import type { StartingWeights } from './find-starting-weights.js';
import type { Recipe } from './recipe-schema.js';

/**
 * Sets the weights below the head of a model from trained ones: all that match by name and shape. If they see other channels, their
 * first layers are adapted as the recipe says. The card says how many variables were set.
 *
 * @throws Error naming the recipe if nothing matches, with what was compared.
 */
export function loadStartingWeights(
  classifier: Classifier,
  {
    weights: { path, provenance, input },
    recipe,
    build,
  }: {
    readonly weights: StartingWeights;
    readonly recipe: Pick<Recipe, 'name' | 'stem'>;
    /** Builds the same network for other channels. */
    readonly build: (input: Pick<ClassifierOptions['input'], 'channels' | 'normalization'>) => Classifier;
  },
): void {
  const { channels } = classifier.card.input;
  const seen = input?.channels ?? channels;
  const isAdapted = seen.join() !== channels.join();
  const except = headLayers(classifier);
  const { assigned, missing, unexpected, misshapen } = loadWeights(classifier, path, {
    strict: false,
    except,
    provenance: isAdapted ? `${provenance}, adapted from the channels ${seen.join(', ')}` : provenance,
  });
  if (assigned.length === 0) {
    const [shape] = misshapen;
    const examples = [
      missing.length > 0 && `it lacks ${missing[0]} and ${missing.length - 1} more`,
      unexpected.length > 0 && `it has ${unexpected[0]} and ${unexpected.length - 1} more of other names`,
      shape && `${shape.name} is [${shape.found}] there and [${shape.expected}] here`,
    ].filter((example) => example !== false && example !== undefined);
    throw new Error(
      `recipe ${recipe.name}: no tensor of ${path} has the name and shape of a variable of ${classifier.card.architecture}: ${examples.join('; ')}`,
    );
  }
  if (isAdapted) {
    const source = build({ channels: seen, normalization: 'unit' });
    try {
      loadWeights(source, path, { strict: false, except });
      adaptStem({ from: source, to: classifier }, recipe);
    } finally {
      source.dispose();
    }
  }
}

/** The names of the layers with weights above the features, in the order of the network. */
function headLayers({ network, backbone }: Classifier): string[] {
  const below = new Set(backbone.layers.map(({ name }) => name));
  return network.layers
    .filter(({ name, weights }) => weights.length > 0 && !below.has(name))
    .map(({ name }) => name);
}
