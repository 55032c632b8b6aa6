import { builders } from './builders.js';
import type { Classifier, ClassifierOptions, ModelCard } from './types.js';

/**
 * Builds the network that a card describes, all weights 0.
 *
 * @throws Error if the architecture is unknown or the number of parameters is not the card's
 * @throws RangeError of the builder if a value on the card is out of range
 */
export function rebuildClassifier(card: ModelCard): Classifier {
  const { name, architecture, inputShape, channels, normalization, classes, options, parameters } = card;
  const build = Object.hasOwn(builders, architecture) ? builders[architecture] : undefined;
  if (!build) {
    const known = Object.keys(builders).join(', ');
    throw new Error(`model card: unknown architecture "${architecture}"; this library builds ${known}`);
  }
  const settings = { name, inputShape, channels, normalization, classes, initialWeights: 'zeros' } as const;
  // The seed is among the card's options; a card without one is refused by the builder.
  const classifier = build({ ...options, ...settings } as Omit<
    ClassifierOptions,
    'seed'
  > as ClassifierOptions);
  const found = classifier.card.parameters;
  if (found === parameters) return classifier;
  classifier.dispose();
  throw new Error(
    `model card: ${architecture} of this shape has ${found} parameters; the card says ${parameters}`,
  );
}
