import { type Classifier, type ClassifierOptions, transferWeights } from '@hpa/models';
import { loadWeights } from '@hpa/models/node';
import type { StartingWeights } from './find-starting-weights.js';
import type { Recipe } from './recipe-schema.js';

/**
 * Sets the weights below the head of a model from trained ones: all that match by name and shape. A first convolution for three
 * channels is widened to four as the recipe says. The card says how many variables were set.
 *
 * @throws Error naming the recipe if nothing matches, with what was compared, or the weights see other channels than the model.
 */
export function loadStartingWeights(
  classifier: Classifier,
  {
    weights: { path, provenance, input },
    recipe: { name, stem },
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
  if (seen.length === channels.length && seen.join() !== channels.join()) {
    throw new Error(
      `recipe ${name}: input.channels must be those that ${path} was trained with, ${seen.join(', ')}; received ${channels.join(', ')}`,
    );
  }
  const except = headLayers(classifier);
  const isWidened = seen.length === 3 && channels.length === 4;
  if (isWidened) {
    const source = build({ channels: seen, normalization: 'unit' });
    try {
      loadWeights(source, path, { strict: false, except });
      transferWeights({ from: source, to: classifier }, { fourthChannel: stem });
    } finally {
      source.dispose();
    }
  }
  const { assigned, missing, unexpected, misshapen } = loadWeights(classifier, path, {
    strict: false,
    except: isWidened ? [...except, firstLayer(classifier)] : except,
    provenance: isWidened ? `${provenance}, the first convolution widened to four channels` : provenance,
  });
  if (assigned.length === 0) {
    const [shape] = misshapen;
    const examples = [
      missing.length > 0 && `it lacks ${missing[0]} and ${missing.length - 1} more`,
      unexpected.length > 0 && `it has ${unexpected[0]} and ${unexpected.length - 1} more of other names`,
      shape && `${shape.name} is [${shape.found}] there and [${shape.expected}] here`,
    ].filter((example) => example !== false && example !== undefined);
    throw new Error(
      `recipe ${name}: no tensor of ${path} has the name and shape of a variable of ${classifier.card.architecture}: ${examples.join('; ')}`,
    );
  }
}

/** The names of the layers with weights above the features, in the order of the network. */
function headLayers({ network, backbone }: Classifier): string[] {
  const below = new Set(backbone.layers.map(({ name }) => name));
  return network.layers
    .filter(({ name, weights }) => weights.length > 0 && !below.has(name))
    .map(({ name }) => name);
}

/** The first layer with weights. */
function firstLayer({ network }: Classifier): string {
  return network.layers.find(({ weights }) => weights.length > 0)?.name ?? '';
}
